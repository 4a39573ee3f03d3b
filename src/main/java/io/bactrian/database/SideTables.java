package io.bactrian.database;

import io.bactrian.database.dialect.Dialect;
import io.bactrian.database.dialect.Finding;
import io.bactrian.database.dialect.SideTableSql;
import io.bactrian.problem.Problem;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Creates, checks and drops Bactrian's own tables in the connection's current schema. */
final class SideTables {
  private static final List<String> TABLES =
      List.of(
          "bactrian_change",
          "bactrian_stream",
          "bactrian_wait",
          "bactrian_applied",
          "bactrian_shape");

  /** {@code %s} is the type for texts of any length. A key may be too long for an index. */
  private static final List<String> CREATE =
      List.of(
          """
          create table if not exists bactrian_change (
            number bigint primary key,
            transaction varchar(60) not null,
            at timestamp with time zone not null,
            origin varchar(60),
            kind char(1) not null,
            table_name varchar(200),
            before %s, after %s,
          """
              + OutboxColumns.DEFINITIONS
              + ")",
          """
          create table if not exists bactrian_stream (
            source varchar(60) primary key,
            incarnation bigint, number bigint, hash varchar(64),
            acknowledged_number bigint, acknowledged_position bigint,
            generation bigint, batch bigint, nonce varchar(60),
            position bigint, previous_position bigint,
          """
              + PartnerColumns.DEFINITIONS
              + ")",
          """
          create table if not exists bactrian_wait (
            stream varchar(60), kind varchar(10), table_name varchar(200), row_hash varchar(64),
            sequence int, row_key %s not null,
            number bigint not null, reason %s not null, payload %s not null,
            needs %s, at timestamp with time zone,
            primary key (stream, kind, table_name, row_hash, sequence))""",
          """
          create table if not exists bactrian_applied (
            source varchar(60), number bigint, hash varchar(64) not null,
            primary key (source, number))""",
          """
          create table if not exists bactrian_shape (
            id varchar(20) primary key, definition %s not null)""");

  private SideTables() {}

  static void create(Connection connection, Dialect dialect) throws SQLException {
    SideTableSql own = dialect.sideTables();
    try (Statement statement = connection.createStatement()) {
      for (String sql : own.before()) {
        statement.execute(sql);
      }
      statement.execute("create sequence if not exists bactrian_number" + own.sequenceOptions());
      for (String table : CREATE) {
        statement.execute(table.replace("%s", own.textType()));
      }
      OutboxColumns.upgrade(connection, own.textType());
      WaitKeys.upgrade(connection, own.textType());
      WaitColumns.upgrade(connection, own.textType());
      PartnerColumns.upgrade(connection, own.textType());
      for (String sql : own.after()) {
        statement.execute(sql);
      }
    }
  }

  static void requireEmpty(Connection connection) throws SQLException {
    requireNone(connection, "bactrian_change", "");
    // these rows of an earlier version are no deferred or parked changes
    requireNone(connection, "bactrian_wait", " where kind not in ('BEGUN', 'RECORDED')");
    if (PartnerColumns.are(connection)) {
      requireNone(
          connection,
          "bactrian_stream",
          " where load_what is not null or pending_request is not null");
    }
  }

  private static void requireNone(Connection connection, String table, String which)
      throws SQLException {
    if (exists(connection, table) && holdsRows(connection, table + which)) {
      throw Problem.of(
              "Side tables not removed: `%s` still has changes that are neither captured nor settled.",
              table)
          .follows("Nothing was changed.")
          .toDo(
              "Let capture finish and settle what waits (`bactrian status` lists it), or remove the triggers only.")
          .exception();
    }
  }

  static void drop(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String table : TABLES) {
        statement.execute("drop table if exists " + table);
      }
      statement.execute("drop sequence if exists bactrian_number");
    }
  }

  static int count() {
    return TABLES.size();
  }

  static List<Finding> check(Connection connection) throws SQLException {
    List<Finding> findings = new ArrayList<>();
    for (String table : TABLES) {
      if (!exists(connection, table)) {
        findings.add(
            new Finding(
                Finding.Kind.SIDE_TABLE_MISSING,
                table,
                "Side table `%s` is missing: no change can be recorded. Run `bactrian install`."
                    .formatted(table)));
      } else if (isOutdated(connection, table)) {
        findings.add(
            new Finding(
                Finding.Kind.SIDE_TABLE_OUTDATED,
                table,
                "Side table `%s` is of an earlier version: nothing can be applied. Run `bactrian install`."
                    .formatted(table)));
      }
    }
    return findings;
  }

  private static boolean isOutdated(Connection connection, String table) throws SQLException {
    return switch (table) {
      case "bactrian_change" -> !OutboxColumns.are(connection);
      case "bactrian_stream" -> !PartnerColumns.are(connection);
      case "bactrian_wait" ->
          !WaitKeys.are(connection)
              || !WaitColumns.are(connection)
              || PartnerColumns.areYetToMove(connection);
      default -> false;
    };
  }

  private static boolean holdsRows(Connection connection, String table) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select 1 from " + table + " limit 1")) {
      return row.next();
    }
  }

  private static boolean exists(Connection connection, String table) throws SQLException {
    String sql =
        "select 1 from information_schema.tables"
            + " where table_schema = current_schema and lower(table_name) = '"
            + table
            + "'";
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.next();
    }
  }
}
