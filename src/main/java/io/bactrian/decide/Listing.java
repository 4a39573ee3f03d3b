package io.bactrian.decide;

import java.util.List;

/**
 * What was selected from the list.
 *
 * @param more whether there are more than fit
 */
public record Listing(List<ListedQuestion> questions, boolean more) {
  public Listing {
    questions = List.copyOf(questions);
  }
}
