package io.bactrian.decide;

import io.bactrian.apply.ApplyTransaction;
import io.bactrian.apply.ConflictCounts;
import io.bactrian.apply.Failure;
import io.bactrian.apply.HubRow;
import io.bactrian.apply.InParts;
import io.bactrian.apply.OutboxRecord.ConflictRecord;
import io.bactrian.apply.Resolution;
import io.bactrian.apply.Write;
import io.bactrian.changelog.Act;
import io.bactrian.changelog.StoredConflict;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import io.bactrian.decide.ConflictChoices.Said;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Decides conflicts about different rows for one side, each only as it was seen: as {@link
 * ConflictChoices} does one, with one transaction, and a number of statements and commands of the
 * store that does not grow with them. Thread-safe.
 */
record AlikeConflicts(Hub hub, PresentTable tables, Clock clock) {
  /** As many are decided together; fewer when their rows are large. */
  static final int AT_ONCE = 200;

  private static final ConflictCounts ONE_OPEN = new ConflictCounts(0, 0, 1);

  enum Became {
    DECIDED,
    /** It is no longer as it was seen. */
    MOVED_ON,
    /** By the database, or because the table is not tracked any more. */
    REFUSED,
    /** Somebody decided it meanwhile. */
    CLOSED
  }

  /** One of them, with its row. */
  private static final class One {
    final StoredConflict stored;
    final ConflictRecord record;
    final RowId row;
    Row before;
    Row after;
    Write write;

    One(StoredConflict stored, ConflictRecord record) {
      this.stored = stored;
      this.record = record;
      Table table = record.conflict().table();
      row = record.key() == null ? null : new RowId(table.name(), record.key());
    }

    String id() {
      return record.id();
    }

    boolean isAsSeen(String version) {
      Table table = record.conflict().table();
      HubRow now = new HubRow(table, record.key(), before, record.conflict().theirs());
      return version == null
          || Version.of(stored, row == null ? List.of() : List.of(now)).equals(version);
    }
  }

  /**
   * @param some about different rows, {@link #AT_ONCE} at most
   * @return what became of each, by id
   */
  Map<String, Became> decide(List<Seen> some, Said said) {
    Map<String, String> seen = new HashMap<>();
    Map<String, Became> done = new LinkedHashMap<>();
    some.forEach(one -> seen.put(one.question().id(), one.version()));
    some.forEach(one -> done.put(one.question().id(), Became.CLOSED));
    hub.conflicts()
        .inParts(
            seen.keySet(),
            part -> InParts.of(open(part, done), open -> decide(open, seen, said, done)));
    return done;
  }

  private void decide(
      List<One> open, Map<String, String> seen, Said said, Map<String, Became> done) {
    if (!open.isEmpty()) {
      record(written(open, seen, Choice.resolution(said.choice()), done), said);
    }
  }

  private List<One> open(List<StoredConflict> part, Map<String, Became> done) {
    List<One> some = new ArrayList<>();
    for (StoredConflict stored : part) {
      if (stored.open()) {
        done.put(stored.record().id(), Became.REFUSED);
        if (tables.of(stored.record().conflict().table()).isPresent()) {
          some.add(new One(stored, tables.of(stored.record())));
        }
      }
    }
    return some;
  }

  /** Returns those that stand as chosen now. */
  private List<One> written(
      List<One> some, Map<String, String> seen, Resolution resolution, Map<String, Became> done) {
    try (ApplyTransaction tx = hub.transactions().open()) {
      lock(tx, some);
      Set<String> open = hub.conflicts().open(some.stream().map(One::id).toList());
      Map<RowId, One> byRow = new HashMap<>();
      List<One> chosen = new ArrayList<>();
      List<Write> writes = new ArrayList<>();
      for (One one : some) {
        if (!open.contains(one.id())) {
          done.put(one.id(), Became.CLOSED);
          continue;
        }
        if (!resolution.isMet(one.record, one.before) && !one.isAsSeen(seen.get(one.id()))) {
          done.put(one.id(), Became.MOVED_ON);
          continue;
        }
        Optional<Write> write = resolution.plan(one.record, one.before);
        one.write = write.orElse(null);
        one.after = one.before;
        done.put(one.id(), Became.DECIDED);
        write.ifPresent(writes::add);
        byRow.put(one.row, one);
        chosen.add(one);
      }
      for (Failure failure : tx.write(writes)) {
        One refused = byRow.get(failure.write().id());
        done.put(refused.id(), Became.REFUSED);
        chosen.remove(refused);
      }
      readBack(tx, chosen);
      tx.commit();
      return chosen;
    }
  }

  private static void lock(ApplyTransaction tx, List<One> some) {
    Map<Table, List<One>> byTable = byTable(some);
    byTable.forEach(
        (table, ones) -> {
          Set<Key> keys = new LinkedHashSet<>();
          ones.forEach(one -> keys.add(one.record.key()));
          Map<Key, Row> rows = tx.loadAndLock(table, keys);
          ones.forEach(one -> one.before = rows.get(one.record.key()));
        });
  }

  /** As the application's triggers have left them. */
  private static void readBack(ApplyTransaction tx, List<One> chosen) {
    byTable(chosen.stream().filter(one -> one.write != null).toList())
        .forEach(
            (table, ones) -> {
              List<Key> keys = ones.stream().map(one -> one.record.key()).toList();
              Map<Key, Row> rows = tx.read(table, keys);
              ones.forEach(one -> one.after = rows.get(one.record.key()));
            });
  }

  private static Map<Table, List<One>> byTable(List<One> some) {
    Map<Table, List<One>> byTable = new LinkedHashMap<>();
    for (One one : some) {
      if (one.row != null) {
        byTable.computeIfAbsent(one.record.conflict().table(), t -> new ArrayList<>()).add(one);
      }
    }
    return byTable;
  }

  private void record(List<One> decided, Said said) {
    String how = String.join(" ", said.choice());
    Instant now = clock.instant();
    Map<String, Act> acts = new LinkedHashMap<>();
    for (One one : decided) {
      Table table = one.record.conflict().table();
      acts.put(
          one.id(),
          new Act(
              Act.Kind.DECIDED, said.by(), how, said.note(), now, table, one.before, one.after));
    }
    Set<String> closed = hub.conflicts().addEach(acts);
    Map<String, ConflictCounts> counts = new HashMap<>();
    decided.stream()
        .filter(one -> closed.contains(one.id()))
        .forEach(
            one -> counts.merge(one.record.conflict().spoke(), ONE_OPEN, ConflictCounts::plus));
    Hub.uncount(hub.transactions(), counts);
  }
}
