package io.bactrian.apply;

import io.bactrian.changeset.Item;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.Operation;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import io.bactrian.transform.RowPart;
import io.bactrian.transform.Values;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The writes of one attempt at a spoke: what brings our rows to where the hub's entries have them.
 * Nothing is written for what stands so already. For one thread.
 */
final class SpokeWrites {
  private final String hub;
  private final CurrentRows current;
  private final Set<RowId> followed;
  private final WrittenRows written;

  final List<Write> all = new ArrayList<>();

  /** What the writes change in our rows. */
  final List<Item.Change> effects = new ArrayList<>();

  /** Rows that are inserted, each with the position of our log that its entry answers. */
  final Map<RowId, Long> inserted = new LinkedHashMap<>();

  /**
   * @param current all rows of the portion, kept as they stand after the writes
   * @param followed as {@link SpokeAttempt.Known}
   */
  SpokeWrites(HubView view, CurrentRows current, Set<RowId> followed) {
    this.hub = view.hub();
    this.current = current;
    this.followed = followed;
    this.written = new WrittenRows(view.altered().tables());
  }

  /**
   * Brings a row to where an entry has it.
   *
   * @param answered position of our log that the entry answers
   */
  void write(HubEntry entry, long answered) {
    RowId id = entry.id();
    Table table = entry.table();
    Row now = current.get(id);
    RowPart part = entry.after();
    if (entry.removes()) {
      remove(id, table, now);
    } else if (now != null) {
      update(id, table, now, entry.part());
    } else if (part != null && part.owner()) {
      Row row = part.row();
      all.add(new Write(table, Operation.INSERT, row, part.columns(), origin(id)));
      effects.add(new Item.Change(table, null, row));
      inserted.put(id, answered);
      written.wrote(table, id, part.columns());
      current.set(id, row);
    }
  }

  /**
   * Updates the key of a row.
   *
   * @param left our row with the key before
   * @param come of the row with the new key
   * @param answered position of our log that it answers
   */
  void move(RowId left, HubEntry come, long answered) {
    Row now = current.get(left);
    BitSet differs = new BitSet();
    Row row = changed(come.table(), now, come.after(), differs);
    Key from = left.key();
    all.add(new Write(come.table(), Operation.UPDATE, row, differs, hub, from));
    effects.add(new Item.Change(come.table(), now, row));
    inserted.put(come.id(), answered);
    written.wrote(come.table(), come.id(), come.after().columns());
    current.set(left, null);
    current.set(come.id(), row);
  }

  private void remove(RowId id, Table table, Row now) {
    if (now != null) {
      all.add(new Write(table, Operation.DELETE, now, new BitSet(), origin(id)));
      effects.add(new Item.Change(table, now, null));
      current.set(id, null);
    }
  }

  private void update(RowId id, Table table, Row now, RowPart part) {
    BitSet differs = new BitSet();
    Row row = changed(table, now, part, differs);
    if (!differs.isEmpty()) {
      all.add(new Write(table, Operation.UPDATE, row, differs, origin(id)));
      effects.add(new Item.Change(table, now, row));
      written.wrote(table, id, part.columns());
      current.set(id, row);
    }
  }

  private String origin(RowId id) {
    return followed.contains(id) ? null : hub;
  }

  /**
   * @param differs set to the columns that the part changes
   */
  private static Row changed(Table table, Row now, RowPart part, BitSet differs) {
    CharSequence[] values = now.toArray();
    part.columns().stream()
        .filter(c -> !Values.same(table.column(c), now.cell(c), part.row().cell(c)))
        .forEach(
            c -> {
              differs.set(c);
              values[c] = part.row().cell(c);
            });
    return Row.owning(values);
  }

  /**
   * Whether the database may write other rows with these, which refer to a row that gets another
   * key: as such, or where a row replaces another.
   */
  boolean mayMoveReferring() {
    Set<String> deleted = new HashSet<>();
    for (Write write : all) {
      if (write.operation() == Operation.DELETE) {
        deleted.add(write.table().name());
      }
    }
    return all.stream()
        .anyMatch(
            write ->
                write.movesKey()
                    || write.operation() == Operation.INSERT
                        && deleted.contains(write.table().name()));
  }

  /** After the writes: finds rows that stand otherwise than they were written, by table. */
  Map<String, AlteredRows.Found> altered(ApplyTransaction tx) {
    return written.altered(tx, current);
  }
}
