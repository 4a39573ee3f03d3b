package io.bactrian.database;

import static io.bactrian.database.TestDatabase.rows;
import static io.bactrian.database.TestDatabase.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.capture.Outbox;
import io.bactrian.changeset.Column;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.LogicalType;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Schema;
import io.bactrian.changeset.Table;
import io.bactrian.database.dialect.Dialect;
import io.bactrian.database.dialect.TriggerOptions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Values of every type come out of the outbox as canonical text, and go back as they were. */
abstract class TypesContract {
  /**
   * @param sql a literal
   * @param text what the outbox has
   */
  record Example(String type, LogicalType logical, String sql, String text) {}

  DataSource source;
  Dialect dialect;
  Connection db;

  abstract DataSource database() throws Exception;

  @BeforeEach
  void open() throws Exception {
    source = database();
    db = source.getConnection();
    dialect = Dialects.of(db);
    dialect.prepare(db);
  }

  @AfterEach
  void close() throws SQLException {
    TestDatabase.end(db);
  }

  static Example example(String type, LogicalType logical, String sql, String text) {
    return new Example(type, logical, sql, text);
  }

  /** The row as recorded for one insert into the table, and as selected by the dialect. */
  final Row travelled(Schema schema, String table, String insert) throws SQLException {
    new Tracking(dialect).install(db, schema, TriggerOptions.NONE);
    run(db, insert);
    Row row;
    try (Outbox.Batch batch = new JdbcOutbox(source, dialect, schema, Map.of()).read(0, c -> {})) {
      row = ((Item.Change) batch.next().item()).after();
    }
    run(db, "delete from bactrian_change");
    assertThat(select(schema.table(table)).toArray()).isEqualTo(row.toArray());
    return row;
  }

  private Row select(Table table) throws SQLException {
    String sql =
        "select " + dialect.selectList(table, "t") + " from " + dialect.quote(table.name()) + " t";
    try (PreparedStatement select = db.prepareStatement(sql);
        ResultSet row = select.executeQuery()) {
      row.next();
      return dialect.readRow(row, table, 1);
    }
  }

  final void write(Table table, String into, Row row) throws SQLException {
    String values =
        table.columns().stream()
            .map(c -> dialect.fromText(c, "?"))
            .collect(Collectors.joining(","));
    String columns =
        table.columns().stream()
            .map(c -> dialect.identifier(c.name()))
            .collect(Collectors.joining(","));
    try (PreparedStatement insert =
        db.prepareStatement("insert into " + into + " (" + columns + ") values (" + values + ")")) {
      for (int i = 0; i < table.width(); i++) {
        insert.setObject(i + 1, dialect.bind(table.column(i), row.get(i)));
      }
      insert.executeUpdate();
    }
  }

  private Table only(Schema schema) {
    return schema.tables().values().iterator().next();
  }

  @ParameterizedTest
  @MethodSource("examples")
  void a_value_travels(Example example) throws SQLException {
    run(
        db,
        "create table one (id int primary key, v " + example.type() + ")",
        "create table two (id int primary key, v " + example.type() + ")");
    Schema both = Catalog.read(db, dialect, null, Map.of());
    Table one = only(both);
    Column column = one.column(1);
    assertThat(column.type()).isEqualTo(example.logical());
    Row row = travelled(both, one.name(), "insert into one values (1, " + example.sql() + ")");
    assertThat(row.get(1)).isEqualTo(example.text());
    write(one, "two", row);
    String same =
        "select count(*) from one join two on one.id = two.id where "
            + same("one.v", "two.v", example);
    assertThat(rows(db, same)).containsExactly("1");
    write(one, "two", Row.of("2", null));
    assertThat(rows(db, "select v from two where id = 2")).containsExactly("null");
  }

  String same(String a, String b, Example example) {
    return "%s is not distinct from %s".formatted(a, b);
  }

  @Test
  void a_text_of_ten_megabytes_travels() throws SQLException {
    String type = dialect.sideTables().textType();
    run(
        db,
        "create table one (id int primary key, v " + type + ")",
        "create table two (id int primary key, v " + type + ")");
    Schema both = Catalog.read(db, dialect, null, Map.of());
    Table one = only(both);
    Row row =
        travelled(
            both, one.name(), "insert into one values (1, concat(repeat('x\"\\', 3500000), 'é'))");
    assertThat(row.get(1)).hasSize(10_500_001);
    write(one, "two", row);
    assertThat(rows(db, "select count(*) from one join two on one.v = two.v")).containsExactly("1");
  }

  @Test
  void a_text_that_is_too_long_is_refused_and_not_cut() throws SQLException {
    run(db, "create table one (id int primary key, v varchar(3), c char(2))");
    Table table = only(Catalog.read(db, dialect, null, Map.of()));
    assertThat(table.column(1).length()).isEqualTo(3);
    assertThat(table.column(2).nativeType()).isEqualTo("char(2)");
    for (Row row : List.of(Row.of("1", "four", null), Row.of("1", null, "abc"))) {
      assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> write(table, "one", row)))
          .isInstanceOf(SQLException.class);
    }
  }
}
