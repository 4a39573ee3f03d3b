package io.bactrian.conflict;

import io.bactrian.changeset.Row;
import java.util.EnumSet;
import java.util.Set;

/**
 * The decision of a rule. Immutable.
 *
 * @param row the row with the decided values in the columns in question; null when the row is to be
 *     absent
 * @param rule name of the rule that decided, e.g. {@code latest}
 * @param version version of the rules file
 * @param open whether a person still has to decide ({@code manual}); meanwhile the hub's row stays
 */
public record Decision(Row row, String rule, int version, boolean open) {
  /** The rule that adds the differences of both sides. */
  public static final String ADD = "add";

  /** The rule by which the hub's row stays and a person at the spoke is asked. */
  public static final String ASK_SPOKE = "ask-spoke";

  /** The rule by which a row that the hub deleted stays deleted. */
  public static final String DELETE_WINS = "delete-wins";

  /** Why changes are parked. */
  private static final Set<Kind> PARKED =
      EnumSet.of(
          Kind.UNIQUE_KEY_TAKEN,
          Kind.PARENT_MISSING,
          Kind.PARENT_DELETED,
          Kind.RULE_VIOLATED,
          Kind.SURROGATE_KEY_TAKEN);

  /**
   * The person who settled a parked change, that is, dropped it or had it tried again: the record
   * has the name in place of the rule's. Null where a rule decided.
   *
   * @param kind of the conflict that was decided
   */
  public String settledBy(Kind kind) {
    boolean byRule = rule.equals(kind.word()) || rule.equals(DELETE_WINS);
    return version == 0 && !open && !byRule && PARKED.contains(kind) ? rule : null;
  }

  /** The same decision, left to a person at the spoke. */
  public Decision askedAtSpoke() {
    return new Decision(row, ASK_SPOKE, version, false);
  }

  /** The same decision, left to a person at the hub. */
  public Decision askedHere() {
    return new Decision(row, "manual", version, true);
  }

  /** Whether a person at the spoke is asked. */
  public boolean asksSpoke() {
    return rule.equals(ASK_SPOKE);
  }
}
