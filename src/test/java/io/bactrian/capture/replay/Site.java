package io.bactrian.capture.replay;

import io.bactrian.capture.Outbox;
import io.bactrian.changelog.Head;
import io.bactrian.changeset.Schema;
import io.bactrian.database.Catalog;
import io.bactrian.database.CatalogException;
import io.bactrian.database.JdbcOutbox;
import io.bactrian.database.Tracking;
import io.bactrian.database.dialect.Dialect;
import io.bactrian.database.dialect.Finding;
import io.bactrian.problem.ProblemException;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The product on the database of a history: install, check, and capture. */
final class Site {
  /** Faults that do not excuse a change that is not captured. */
  private static final Set<Finding.Kind> CAPTURED_ALL_THE_SAME =
      EnumSet.of(
          Finding.Kind.TRIGGER_OUTDATED,
          Finding.Kind.TABLE_ON_HOLD,
          Finding.Kind.COLUMN_SET_BY_TRIGGER,
          Finding.Kind.COLUMN_NOT_RESTORABLE);

  private final Bench bench;
  private final History history;
  private final Replay replay;
  private final Dialect dialect;
  private final Set<String> confirmed = ConcurrentHashMap.newKeySet();
  private Head head = Head.EMPTY;
  private long position;
  private Schema schema;
  private Outbox outbox;

  Site(Bench bench, History history, Replay replay) {
    this.bench = bench;
    this.history = history;
    this.replay = replay;
    this.dialect = bench.dialect;
  }

  /** The tracked tables as the site knows them. */
  Schema schema() {
    return schema;
  }

  /**
   * In the installer's thread.
   *
   * @throws CatalogException when a table is refused
   */
  void install() throws SQLException {
    Schema now = now(bench.installer);
    if (schema != null) {
      faults(bench.installer).stream()
          .filter(finding -> finding.kind() == Finding.Kind.PARTITIONS_CHANGED)
          .forEach(finding -> confirmed.add(finding.table()));
      now.tables().keySet().stream()
          .filter(table -> schema.table(table) == null)
          .forEach(confirmed::add);
    }
    new Tracking(dialect).install(bench.installer.connection(), now, history.options());
    schema = now;
    outbox = new JdbcOutbox(bench.capture.source(), dialect, now, Map.of(), history.options());
  }

  private Schema now(Session session) throws SQLException {
    return Catalog.read(session.connection(), dialect, null, history.excluded());
  }

  /** The tracked tables as they are; null when the product refuses them. */
  Schema now() throws SQLException {
    try {
      return now(bench.capture);
    } catch (CatalogException refused) {
      return null;
    }
  }

  /** What {@code check} finds for which changes may not be captured as they are. */
  List<Finding> faults() throws SQLException {
    return faults(bench.capture);
  }

  /**
   * Tables that {@code install} has made tracked, with the rows that they had, or whose partitions
   * were changed, as {@code check} said until {@code install} confirmed it: rows that came or went
   * with them were not captured. Forgets them.
   */
  Set<String> confirmed() {
    Set<String> those = new HashSet<>(confirmed);
    confirmed.removeAll(those);
    return those;
  }

  private List<Finding> faults(Session session) throws SQLException {
    return new Tracking(dialect)
        .check(session.connection(), null, history.excluded(), history.options()).stream()
            .filter(
                finding ->
                    finding.kind().fault() && !CAPTURED_ALL_THE_SAME.contains(finding.kind()))
            .toList();
  }

  /** Whether the product stopped for changes of a table that is there no more. */
  boolean isOfDroppedTable(ProblemException stopped) {
    return stopped.getMessage().startsWith("Table `")
        && schema.tables().keySet().stream()
            .noneMatch(table -> stopped.getMessage().startsWith("Table `" + table + "`"));
  }

  /** In capture's thread. */
  void capture() {
    List<Outbox.NumberRange> numbers;
    long before = position;
    try (Outbox.Batch batch = outbox.read(position, conflict -> {})) {
      while (batch.hasNext()) {
        var entry = batch.next();
        position = entry.position();
        replay.accept(entry);
      }
      replay.end();
      numbers = batch.numbers();
    }
    if (!numbers.isEmpty()) {
      Head next = new Head(1, head.batch() + 1, "n" + head.batch(), position, before);
      outbox.clear(numbers, head, next);
      head = next;
    }
  }

  boolean isDrained() {
    return outbox.isEmpty();
  }
}
