package io.bactrian.database;

import io.bactrian.apply.ApplyTransaction;
import io.bactrian.apply.Write;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.Operation;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Schema;
import io.bactrian.changeset.Table;
import io.bactrian.database.dialect.Dialect;
import io.bactrian.database.dialect.TriggerOptions;
import io.bactrian.destination.DestinationRule;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;

/** A fresh database with customers, orders and lines, tracked, for tests of the applier. */
final class ApplyDatabase {
  static final Instant NOW = Instant.parse("2026-11-25T03:04:05.678Z");

  private static final List<String> SHOP =
      List.of(
          """
          create table "customer" ("id" int primary key, "email" varchar(40) unique,
            "name" varchar(20) not null, "balance" numeric(12,2) default 7,
            "boss" int, check ("balance" > -100))""",
          """
          alter table "customer" add constraint "has_boss" foreign key ("boss")
            references "customer" ("id")""",
          """
          create table "orders" ("id" int primary key, "customer" int not null, "note" varchar(100),
            constraint "of_customer" foreign key ("customer") references "customer" ("id"))""",
          """
          create table "line" ("order" int, "no" int, "text" varchar(50), primary key ("order", "no"),
            constraint "of_order" foreign key ("order") references "orders" ("id")
            on delete cascade)""");

  final DataSource connections;
  final Dialect dialect;
  final Schema schema;
  final Table customer;
  final Table orders;
  final Table line;
  final Map<String, DestinationRule> destinations = new TreeMap<>();

  ApplyDatabase(DataSource plain, TriggerOptions options, List<String> more) throws SQLException {
    connections = PreparedConnections.of(plain);
    try (Connection connection = connections.getConnection()) {
      dialect = Dialects.of(connection);
      List<String> statements = new ArrayList<>(SHOP);
      statements.addAll(more);
      for (String sql : statements) {
        run(connection, sql);
      }
      schema = Catalog.read(connection, dialect, null, Map.of());
      new Tracking(dialect).install(connection, schema, options);
    }
    customer = schema.table("customer");
    orders = schema.table("orders");
    line = schema.table("line");
    schema.tables().keySet().forEach(name -> destinations.put(name, DestinationRule.EVERYWHERE));
  }

  /** A table that was made later, not tracked. */
  Table table(String name) throws SQLException {
    try (Connection connection = connections.getConnection()) {
      return Catalog.read(connection, dialect, null, Map.of()).table(name);
    }
  }

  ApplyTransaction begin() {
    Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    return new ApplyTransactions(connections, dialect, schema, destinations, clock).open();
  }

  void run(String sql) throws SQLException {
    try (Connection connection = connections.getConnection()) {
      run(connection, sql);
    }
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** The first column of every row, as another session sees it. */
  List<String> ask(String sql) throws SQLException {
    try (Connection connection = connections.getConnection();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      List<String> values = new ArrayList<>();
      while (result.next()) {
        values.add(result.getString(1));
      }
      return values;
    }
  }

  /** The row as this transaction sees it. */
  static Row row(ApplyTransaction tx, Table table, String... key) {
    return tx.read(table, List.of(Key.of(key))).get(Key.of(key));
  }

  static Write insert(Table table, String... values) {
    return write(table, Operation.INSERT, "c1", all(table), values);
  }

  static Write delete(Table table, String... values) {
    return write(table, Operation.DELETE, "c1", new BitSet(), values);
  }

  /** Changes one column. */
  static Write update(Table table, String column, String... values) {
    BitSet columns = new BitSet();
    columns.set(table.position(column));
    return write(table, Operation.UPDATE, "c1", columns, values);
  }

  static Write write(Table table, Operation op, String origin, BitSet columns, String... values) {
    return new Write(table, op, Row.of(values), columns, origin);
  }

  static BitSet all(Table table) {
    BitSet columns = new BitSet();
    columns.set(0, table.width());
    return columns;
  }
}
