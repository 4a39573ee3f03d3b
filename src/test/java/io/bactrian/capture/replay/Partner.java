package io.bactrian.capture.replay;

import io.bactrian.apply.ApplyTransaction;
import io.bactrian.apply.Failure;
import io.bactrian.apply.OutboxRecord.MarkerFor;
import io.bactrian.apply.Write;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.Operation;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import io.bactrian.database.ApplyTransactions;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.postgresql.util.PSQLException;

/** The product's applier, which writes what a partner has sent, in the applier's session. */
final class Partner {
  private final Bench bench;
  private final Site site;
  private final Story story;
  private final boolean suppressed;
  private final Map<Long, Applied> all;
  private final AtomicReference<FaultException> fault;
  private final Set<String> plain;
  private final Map<RowName, Table> touched = new HashMap<>();
  private ApplyTransaction transaction;
  private Applied applied;

  /**
   * @param plain tables whose rows only the applier's own writes can change
   * @param all to which it adds what it has written
   */
  Partner(
      Bench bench,
      Site site,
      Story story,
      boolean suppressed,
      Set<String> plain,
      Map<Long, Applied> all,
      AtomicReference<FaultException> fault) {
    this.bench = bench;
    this.site = site;
    this.story = story;
    this.suppressed = suppressed;
    this.plain = plain;
    this.all = all;
    this.fault = fault;
  }

  boolean isActive() {
    return transaction != null;
  }

  void apply(List<Step.Target> rows) {
    int line = story.begin("applier: " + rows);
    bench.applier.start(() -> work(line, () -> write(rows)));
  }

  void end(boolean commit) {
    int line = story.begin("applier: " + (commit ? "commit" : "rollback"));
    bench.applier.start(() -> work(line, () -> finish(commit)));
  }

  @FunctionalInterface
  private interface Work {
    String run() throws SQLException;
  }

  private Object work(int line, Work work) {
    try {
      story.end(line, work.run());
    } catch (SQLException | RuntimeException failed) {
      String how = String.valueOf(failed.getCause() == null ? failed : failed.getCause());
      story.end(line, how);
      if (!isOrdinary(failed.getCause())) {
        fault.compareAndSet(null, new FaultException(Fault.APPLIER_FAILED, how));
      }
      close();
    }
    return null;
  }

  /** A deadlock, a constraint, or an error in a trigger or rule of the application. */
  private static boolean isOrdinary(Throwable cause) {
    if (!(cause instanceof PSQLException failed) || failed.getServerErrorMessage() == null) {
      return false;
    }
    return failed.getSQLState().startsWith("40")
        || failed.getSQLState().startsWith("23")
        || failed.getMessage().contains("due to a rule having rewritten the query")
        || Blame.applications(failed.getServerErrorMessage());
  }

  private void close() {
    ApplyTransaction ending = transaction;
    transaction = null;
    ending.close();
  }

  private String write(List<Step.Target> rows) {
    if (transaction == null) {
      transaction =
          new ApplyTransactions(
                  bench.applier.source(), bench.dialect, site.schema(), Map.of(), Clock.systemUTC())
              .open();
      applied = new Applied(suppressed);
      touched.clear();
    }
    List<Write> writes = new ArrayList<>();
    rows.stream().map(this::write).filter(Objects::nonNull).forEach(writes::add);
    Map<RowName, Row> before = read(writes, true);
    // as the product, which writes rows that it has locked
    writes.removeIf(w -> w.operation() != Operation.INSERT && !before.containsKey(name(w)));
    List<Failure> failures = transaction.write(writes);
    Map<RowName, Row> after = read(writes, false);
    List<Write> failed = failures.stream().map(Failure::write).toList();
    for (Write write : writes) {
      RowName name = name(write);
      if (!failed.contains(write)) {
        applied.write(name, write.operation());
        if (!Objects.equals(before.get(name), after.get(name))) {
          touched.put(name, write.table());
          if (plain.contains(name.table())) {
            applied.mustBeRecorded(name);
          }
        }
      }
    }
    return writes.size() - failures.size() + " of " + writes.size();
  }

  private Write write(Step.Target target) {
    Table table = site.schema().table(target.table());
    if (table == null) {
      return null;
    }
    String[] values = new String[table.width()];
    BitSet columns = new BitSet();
    for (int i = 0; i < table.width(); i++) {
      String column = table.column(i).name();
      if (target.values().containsKey(column)) {
        values[i] = target.values().get(column);
        columns.set(i, target.operation() == Operation.INSERT || !table.column(i).key());
      } else if (table.column(i).key()) {
        return null;
      }
    }
    return new Write(table, target.operation(), Row.of(values), columns, Applied.PARTNER);
  }

  private static RowName name(Write write) {
    return new RowName(write.table().name(), write.key());
  }

  private Map<RowName, Row> read(List<Write> writes, boolean lock) {
    Map<String, Table> tables = new TreeMap<>();
    Map<String, Set<Key>> keys = new TreeMap<>();
    for (Write write : writes) {
      tables.put(write.table().name(), write.table());
      keys.computeIfAbsent(write.table().name(), name -> new java.util.TreeSet<>())
          .add(write.key());
    }
    Map<RowName, Row> rows = new HashMap<>();
    tables.forEach(
        (name, table) ->
            (lock
                    ? transaction.loadAndLock(table, keys.get(name))
                    : transaction.read(table, keys.get(name)))
                .forEach((key, row) -> rows.put(new RowName(name, key), row)));
    return rows;
  }

  private String finish(boolean commit) {
    if (!commit) {
      close();
      return "ok";
    }
    long number = all.size() + 1L;
    transaction.append(List.of(new MarkerFor(Applied.PARTNER, new Item.Marker(1, number))));
    touched.forEach(
        (name, table) -> {
          Row row = transaction.read(table, List.of(name.key())).get(name.key());
          applied.leave(name, row == null ? null : new Image(table, row));
        });
    all.put(number, applied);
    transaction.commit();
    close();
    return "marker " + number;
  }
}
