package io.bactrian.decide;

import io.bactrian.changelog.ConflictLine;
import java.time.Instant;
import java.util.List;

/**
 * A line of the list: a conflict, a parked change, a row held at a spoke or one set aside here,
 * without its content.
 *
 * @param id by which it is shown and decided
 * @param spoke whose change it is, or which holds the row; of a row set aside the partner that does
 *     not get it
 * @param table conflict: the hub's table; set aside: this site's; else the spoke's
 * @param key of the row, as text for people; null when no side has the row
 * @param columns names of those in question; empty for whole rows
 * @param reason why it waits, without values of other columns
 * @param at when it was recorded; null where an earlier version recorded it without the time
 * @param changeset number of the spoke's changeset with which it came; 0 of a row set aside
 */
public record ListedQuestion(
    String id,
    QuestionKind kind,
    String spoke,
    String table,
    String key,
    List<String> columns,
    String reason,
    Instant at,
    long changeset) {
  public ListedQuestion {
    columns = List.copyOf(columns);
  }

  static ListedQuestion of(ConflictLine line) {
    return new ListedQuestion(
        line.id(),
        line.open() ? QuestionKind.MANUAL : QuestionKind.DECIDED,
        line.spoke(),
        line.table(),
        line.key() == null ? null : String.join(",", line.key()),
        line.columns(),
        line.kind() + how(line),
        line.at(),
        line.changeset());
  }

  private static String how(ConflictLine line) {
    if (line.open()) {
      return "; the hub's row stands meanwhile";
    }
    return line.by() == null
        ? "; decided by the rule `%s`".formatted(line.rule())
        : "; decided by %s".formatted(line.by());
  }
}
