package io.bactrian.capture.replay;

import io.bactrian.database.Dialects;
import io.bactrian.database.TestDatabase;
import io.bactrian.database.dialect.Dialect;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.postgresql.ds.PGSimpleDataSource;

/** A database with the sessions in which histories are played, one after the other. */
final class Bench implements AutoCloseable {
  static final int APPLICATIONS = 3;

  private static final String EMPTY =
      """
      do $$
      declare s text;
      begin
        for s in select nspname from pg_namespace
            where nspname !~ '^pg_' and nspname <> 'information_schema' loop
          execute format('drop schema %I cascade', s);
        end loop;
      end $$;
      create schema public;
      create schema other;
      create schema "Großes Lager";
      """;

  private final PGSimpleDataSource source;
  private final Connection monitor;
  final Dialect dialect;
  final List<Session> applications = new ArrayList<>();
  final Session applier;
  final Session capture;
  final Session installer;
  private int histories;

  Bench() throws SQLException {
    source = (PGSimpleDataSource) TestDatabase.postgres();
    source.setPrepareThreshold(0);
    source.setOptions(
        "-c deadlock_timeout=1ms -c statement_timeout=30s -c client_min_messages=error"
            + " -c synchronous_commit=off");
    monitor = source.getConnection();
    dialect = Dialects.of(monitor);
    for (int i = 0; i < APPLICATIONS; i++) {
      applications.add(new Session(connection(false)));
    }
    applier = new Session(connection(true));
    capture = new Session(connection(true));
    installer = new Session(connection(true));
  }

  private Connection connection(boolean prepared) throws SQLException {
    Connection connection = source.getConnection();
    if (prepared) {
      dialect.prepare(connection);
    }
    return connection;
  }

  String name() throws SQLException {
    return monitor.getCatalog();
  }

  /** A connection for statements that never wait. */
  Connection monitor() {
    return monitor;
  }

  List<Session> all() {
    List<Session> all = new ArrayList<>(applications);
    all.addAll(List.of(applier, capture, installer));
    return all;
  }

  /** How many have begun here. */
  int histories() {
    return histories;
  }

  /** Ends what a history has left, and removes its tables. */
  void reset() throws Exception {
    histories++;
    for (Session session : all()) {
      if (session.isBusy()) {
        execute(monitor, "select pg_cancel_backend(" + session.pid() + ")");
        session.ended(5_000_000);
      }
      session.start(
          () -> {
            if (!session.connection().getAutoCommit()) {
              session.connection().rollback();
              session.connection().setAutoCommit(true);
            }
            execute(session.connection(), "rollback");
            execute(
                session.connection(),
                applications.contains(session) ? "reset all" : "reset bactrian.origin");
            return null;
          });
    }
    for (Session session : all()) {
      session.requireSuccess();
    }
    for (String prepared :
        texts("select gid from pg_prepared_xacts where database = current_database()")) {
      execute(monitor, "rollback prepared '" + prepared + "'");
    }
    execute(monitor, EMPTY);
  }

  /** Waits until each session has ended its statement or waits for another's lock. */
  void awaitQuiet() throws Exception {
    long begun = System.nanoTime();
    while (true) {
      List<Session> busy = all().stream().filter(Session::isBusy).toList();
      if (busy.isEmpty() || !busy.get(0).ended(1_500) && allWait(busy)) {
        return;
      }
      if (System.nanoTime() - begun > 60_000_000_000L) {
        throw new FaultException(
            Fault.HANGS,
            texts(
                    "select query || wait_event_type || wait_event || state from pg_stat_activity where datname = current_database()")
                + "after 60 s no statement has ended, and none waits");
      }
    }
  }

  private boolean allWait(List<Session> busy) throws SQLException {
    String pids =
        busy.stream().map(session -> "" + session.pid()).collect(Collectors.joining(", "));
    return texts(
            "select count(*) from unnest(array[%s]) p where pg_blocking_pids(p) <> '{}'"
                .formatted(pids))
        .equals(List.of("" + busy.size()));
  }

  List<String> texts(String query) throws SQLException {
    List<String> texts = new ArrayList<>();
    try (Statement statement = monitor.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      while (row.next()) {
        texts.add(row.getString(1));
      }
    }
    return texts;
  }

  static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      statement.execute(sql);
    }
  }

  @Override
  public void close() throws SQLException {
    for (Session session : all()) {
      session.close();
    }
    TestDatabase.end(monitor);
  }
}
