package io.bactrian.conflict;

import java.util.List;

/**
 * How the rules in use choose for a conflict. Immutable.
 *
 * @param file where the rules of its table are declared; empty when no file has any
 * @param line of the declaration
 * @param version of that file
 * @param asked what was asked, in order; the last is what was chosen
 * @param decision what these rules decide
 */
public record Explained(String file, int line, int version, List<Asked> asked, Decision decision) {
  public Explained {
    asked = List.copyOf(asked);
  }

  /**
   * A place in a rules file that was asked for a rule.
   *
   * @param place as in the file, e.g. {@code columns: price}
   * @param rule the word of its rule; empty when it has none
   * @param chosen whether this one decides
   * @param why it decides, or does not
   */
  public record Asked(String place, String rule, boolean chosen, String why) {}
}
