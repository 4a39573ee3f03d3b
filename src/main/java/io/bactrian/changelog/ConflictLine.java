package io.bactrian.changelog;

import io.bactrian.apply.OutboxRecord.ConflictRecord;
import io.bactrian.conflict.Conflict;
import java.time.Instant;
import java.util.List;

/**
 * A stored conflict without its rows, for lists. Immutable.
 *
 * @param changeset number of the spoke's changeset
 * @param kind the word for it
 * @param table the hub's
 * @param key of the row; null when no side has it
 * @param columns names of those in question
 * @param rule that decided, or left it to a person
 * @param by who decided it last, or settled the parked change of which it is the record; null when
 *     a rule did, or nobody
 */
public record ConflictLine(
    String id,
    Instant at,
    boolean open,
    String spoke,
    long changeset,
    String kind,
    String table,
    List<String> key,
    List<String> columns,
    String rule,
    String by) {
  public ConflictLine {
    columns = List.copyOf(columns);
  }

  /** The line of a conflict. */
  public static ConflictLine of(StoredConflict stored) {
    ConflictRecord record = stored.record();
    Conflict conflict = record.conflict();
    return new ConflictLine(
        record.id(),
        stored.at(),
        stored.open(),
        conflict.spoke(),
        record.number(),
        conflict.kind().word(),
        conflict.table().name(),
        ConflictDocument.key(record),
        conflict.columns().stream().map(c -> conflict.table().column(c).name()).toList(),
        record.decision().rule(),
        stored.last().map(Act::by).orElse(record.decision().settledBy(conflict.kind())));
  }
}
