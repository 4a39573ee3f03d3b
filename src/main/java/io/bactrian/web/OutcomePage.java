package io.bactrian.web;

import io.bactrian.decide.ListedQuestion;
import io.bactrian.decide.Outcome;
import java.util.List;
import java.util.stream.Stream;

/**
 * What of a set was not decided, one by one. Immutable.
 *
 * @param decided how many are
 * @param parts of those that are not, by why
 * @param again ids of those that can be looked at again
 */
record OutcomePage(
    Filter filter, boolean theirs, int decided, List<Part> parts, List<String> again) {
  private static final int SHOWN = 100;

  /**
   * Those that are alike.
   *
   * @param rows the first of them
   */
  record Part(String id, String title, long count, List<Line> rows) {
    long more() {
      return count - rows.size();
    }
  }

  /** One that is not decided. */
  record Line(String id, String table, String key, String spoke) {}

  static OutcomePage of(Filter filter, boolean theirs, Outcome outcome) {
    return new OutcomePage(
        filter,
        theirs,
        outcome.decided(),
        List.of(
            part("moved", "Changed since they were shown: nothing was done", outcome.movedOn()),
            part("refused", "Tried, and refused by the database: as they were", outcome.stays()),
            part("left", "Not tried yet, as it would have taken too long", outcome.left()),
            part("gone", "Decided by somebody else meanwhile", outcome.gone())),
        Stream.concat(outcome.movedOn().stream(), outcome.left().stream())
            .map(ListedQuestion::id)
            .toList());
  }

  private static Part part(String id, String title, List<ListedQuestion> some) {
    List<Line> rows = some.stream().limit(SHOWN).map(OutcomePage::line).toList();
    return new Part(id, title, some.size(), rows);
  }

  private static Line line(ListedQuestion one) {
    String key = one.key() == null ? "unknown" : Shown.line(one.key());
    return new Line(one.id(), one.table(), key, one.spoke());
  }
}
