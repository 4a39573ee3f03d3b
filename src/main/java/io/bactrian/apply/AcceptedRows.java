package io.bactrian.apply;

import io.bactrian.apply.OutboxRecord.ConflictRecord;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import io.bactrian.conflict.Conflict;
import io.bactrian.conflict.Decision;
import io.bactrian.conflict.Versions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Parked rows that a person has tried again as they are: what our rows were before, so that those
 * that were written leave a record of who had it done. For one thread, in the transaction of a
 * session.
 */
final class AcceptedRows {
  private final ApplyTransaction tx;
  private final SpokeView view;
  private final List<Part> parts = new ArrayList<>();

  /** One of our rows, and what the parked changes of a row of the spoke make of it. */
  private record Part(RowId source, RowId id, Wait first, MappedChange.Pair pair, Row base) {}

  private Map<RowId, Row> before;

  /**
   * @param waits parked changes, those of a row in order
   */
  AcceptedRows(HubSession session, Collection<List<Wait>> waits) {
    tx = session.tx();
    view = session.view();
    waits.forEach(this::add);
    before = read();
  }

  private void add(List<Wait> ofRow) {
    Map<RowId, Part> all = new LinkedHashMap<>();
    for (Wait wait : ofRow) {
      Wait whole = tx.whole(wait);
      MappedChange.of(view.toHub(), WaitText.parse(whole.payload()))
          .rows()
          .forEach((id, pair) -> all.merge(id, part(whole, id, pair), AcceptedRows::then));
    }
    parts.addAll(all.values());
  }

  private static Part part(Wait wait, RowId id, MappedChange.Pair pair) {
    Row base = pair.before() == null ? null : pair.before().row();
    return new Part(wait.row(), id, wait, pair, base);
  }

  /** The first of the changes tells what was before, the last what is to be. */
  private static Part then(Part first, Part last) {
    return new Part(first.source(), first.id(), first.first(), last.pair(), first.base());
  }

  /** Our rows as they are now, with one query for each table. */
  private Map<RowId, Row> read() {
    Map<String, Table> tables = new TreeMap<>();
    Map<String, Set<Key>> keys = new HashMap<>();
    for (Part part : parts) {
      tables.put(part.id().table(), part.pair().any().target());
      keys.computeIfAbsent(part.id().table(), name -> new LinkedHashSet<>()).add(part.id().key());
    }
    Map<RowId, Row> rows = new HashMap<>();
    tables.forEach(
        (name, table) ->
            InParts.of(
                List.copyOf(keys.get(name)),
                some ->
                    tx.read(table, some)
                        .forEach((key, row) -> rows.put(new RowId(name, key), row))));
    return rows;
  }

  /**
   * Records of those that are written by now.
   *
   * @param parked what is parked still
   * @param number number of the spoke's changeset through which everything is decided
   */
  List<OutboxRecord> records(ParkedRows parked, long number, String by) {
    parts.removeIf(part -> parked.contains(part.source()));
    Map<RowId, Row> after = parts.isEmpty() ? Map.of() : read();
    List<OutboxRecord> records = new ArrayList<>();
    for (Part part : parts) {
      Row ours = before.get(part.id());
      Versions versions =
          new Versions(
              part.pair().any().target(),
              part.pair().any().columns(),
              part.base(),
              ours,
              part.pair().theirs(ours),
              view.spoke());
      records.add(
          new ConflictRecord(
              view.ids().get(),
              number,
              new Conflict(WaitText.kind(part.first().payload()), versions),
              new Decision(after.get(part.id()), by, 0, false)));
    }
    return records;
  }
}
