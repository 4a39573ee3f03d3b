package io.bactrian.apply;

import io.bactrian.changeset.Item;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import io.bactrian.transform.RowPart;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * An entry of the hub's stream, mapped to one row of a spoke. Immutable.
 *
 * @param table null when the spoke has no such table
 * @param before the row as the hub expects it here; null when absent, or for a verdict
 * @param after the row to write; null when absent
 * @param verdict null for a change
 * @param loaded whether it is a row of a load, which expects nothing of the row here
 * @param answers number of our changeset that a verdict answers; 0 when it is no verdict
 * @param becomes the row with the new key, where the hub updated the row's key: an entry of it
 *     follows; else null
 */
record HubEntry(
    RowId id,
    Table table,
    RowPart before,
    RowPart after,
    Item.Verdict verdict,
    long answers,
    boolean loaded,
    RowId becomes) {

  HubEntry(
      RowId id,
      Table table,
      RowPart before,
      RowPart after,
      Item.Verdict verdict,
      long answers,
      boolean loaded) {
    this(id, table, before, after, verdict, answers, loaded, null);
  }

  /** The entries of a change, by row. */
  static List<HubEntry> of(MappedChange change) {
    Map<RowId, RowId> moves = change.moves();
    List<HubEntry> entries = new ArrayList<>(change.rows().size());
    change
        .rows()
        .forEach(
            (id, pair) ->
                entries.add(
                    new HubEntry(
                        id,
                        pair.any().target(),
                        pair.before(),
                        pair.after(),
                        null,
                        0,
                        false,
                        moves.get(id))));
    return entries;
  }

  /** A row of a load, which is written whatever is here. */
  static HubEntry loaded(RowId id, MappedChange.Pair pair) {
    return new HubEntry(id, pair.any().target(), null, pair.after(), null, 0, true);
  }

  /** The rows of which the hub tells only that they will come. */
  static List<HubEntry> toCome(MappedChange present) {
    return owned(present, (id, none) -> new HubEntry(id, none.target(), null, none, null, 0, true));
  }

  /** The rows of which the hub tells that they do not come any more, if they have not by now. */
  static List<HubEntry> withdrawn(MappedChange present) {
    return owned(present, (id, none) -> new HubEntry(id, none.target(), none, null, null, 0, true));
  }

  private static List<HubEntry> owned(
      MappedChange present, BiFunction<RowId, RowPart, HubEntry> entry) {
    List<HubEntry> entries = new ArrayList<>();
    present
        .rows()
        .forEach(
            (id, pair) -> {
              Table table = pair.any().target();
              if (pair.any().owner()) {
                Row key = KeyColumns.row(table, id.key());
                entries.add(entry.apply(id, new RowPart(table, key, new BitSet(), false)));
              }
            });
    return entries;
  }

  /** Whether it says of a row that it will come, and at most which of its columns are NULL. */
  boolean announces() {
    return after != null && !after.owner() && (verdict != null || after.columns().isEmpty());
  }

  /** Whether it says of a row that it does not come any more. */
  boolean withdraws() {
    return after == null && before != null && !before.owner() && before.columns().isEmpty();
  }

  /** The same row, deleted. */
  HubEntry deletion() {
    Row key = KeyColumns.row(table, id.key());
    RowPart whole = new RowPart(table, key, new BitSet(), true);
    return new HubEntry(id, table, whole, null, null, answers, loaded);
  }

  /** Whether it deletes the row, and not only sets some columns to NULL. */
  boolean removes() {
    return after == null
        && (before == null ? verdict == null || !verdict.parked() : before.owner());
  }

  /** Whether it gives a whole row, and is no verdict. */
  boolean bringsRow() {
    return verdict == null && after != null && after.owner();
  }

  /** Whether it gives, or takes, only a part of a row that it does not own. */
  boolean isPart() {
    return after == null ? !removes() : !after.owner();
  }

  /**
   * Combines this entry with an earlier one of the row that is still deferred. Only an entry that
   * owns the row replaces it: where the earlier one deletes the row, this one brings a new row, of
   * which it gives all that there is; a part has nothing to be a part of. Otherwise columns that
   * this entry does not give keep the earlier values.
   *
   * @param given columns that any entry can give
   */
  HubEntry upon(HubEntry earlier, BitSet given) {
    if (verdict != null) {
      return this;
    }
    long known = Math.max(answers, earlier.answers());
    if (removes()) {
      return new HubEntry(id, table, before, null, null, known, loaded, becomes);
    }
    if (earlier.removes() && announces()) {
      Row key = KeyColumns.row(table, id.key());
      return new HubEntry(
          id, table, null, new RowPart(table, key, given, false), null, known, loaded);
    }
    if (earlier.removes()) {
      RowPart whole = isPart() ? null : nothing(given).together(after);
      return new HubEntry(
          id, table, isPart() ? earlier.before() : null, whole, null, known, loaded);
    }
    return new HubEntry(id, table, null, earlier.part().together(part()), null, known, loaded);
  }

  /** The columns to write; NULL in all of them when the part is taken away. */
  RowPart part() {
    return after != null ? after : nothing(KeyColumns.without(table, before.columns()));
  }

  private RowPart nothing(BitSet columns) {
    return new RowPart(table, Row.owning(new String[table.width()]), columns, false);
  }
}
