package io.bactrian.database.postgres;

import io.bactrian.changeset.Column;
import io.bactrian.changeset.LogicalType;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import io.bactrian.database.dialect.BulkWriter;
import io.bactrian.database.dialect.CatalogContents;
import io.bactrian.database.dialect.Dialect;
import io.bactrian.database.dialect.Foresight;
import io.bactrian.database.dialect.KeyedRows;
import io.bactrian.database.dialect.RecordedShape;
import io.bactrian.database.dialect.Refusals;
import io.bactrian.database.dialect.SideTableSql;
import io.bactrian.database.dialect.Triggers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Properties;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** PostgreSQL from version 13. The server prints rows as text and parses values from text. */
public final class PostgresDialect implements Dialect {

  /** Settings that texts of values depend on, as SET takes them; triggers have the same. */
  static final List<String> SETTINGS =
      List.of(
          "datestyle = 'ISO, YMD'",
          "timezone = 'UTC'",
          "intervalstyle = 'iso_8601'",
          "bytea_output = 'hex'",
          "extra_float_digits = 1",
          "lc_monetary = 'C'");

  private static final Refusals REFUSALS = new PostgresRefusals();

  private static final SideTableSql SIDE_TABLES =
      new SideTableSql(
          "text",
          "",
          List.of("select pg_advisory_xact_lock(hashtext('bactrian install'))"),
          // the outbox fills and empties all day: deleted rows must not slow down polling
          List.of(
              "alter table bactrian_change set"
                  + " (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000)"));

  @Override
  public String name() {
    return "PostgreSQL";
  }

  @Override
  public int oldestVersion() {
    return 13;
  }

  /** What the URL itself says counts. */
  @Override
  public void beforeConnecting(String url, Duration silence, Properties login) {
    if (url.startsWith("jdbc:postgresql:")) {
      login.setProperty("tcpKeepAlive", "true");
      if (url.contains("socketFactory=")) {
        login.setProperty("socketTimeout", "" + Math.max(1, silence.toSeconds()));
      } else {
        PostgresSockets.use(url, silence, login);
      }
      // a batch of inserts into a side table becomes a few statements
      login.setProperty("reWriteBatchedInserts", "true");
    }
  }

  @Override
  public void prepare(Connection connection) throws SQLException {
    PostgresSessions.prepare(connection);
    if (!connection.getAutoCommit()) {
      connection.commit();
    }
  }

  @Override
  public void begin(Connection connection, boolean snapshot) throws SQLException {
    PostgresSessions.begin(connection, snapshot);
  }

  @Override
  public void waitForLocks(Connection connection, Duration most) throws SQLException {
    PostgresSessions.waitForLocks(connection, most);
  }

  @Override
  public boolean keepsWaiting(Connection connection) throws SQLException {
    return PostgresSessions.keepsWaiting(connection);
  }

  /** A deadlock, or a lock that was not to be had in time. */
  @Override
  public boolean gaveWay(SQLException failure) {
    return Dialect.super.gaveWay(failure) || "55P03".equals(failure.getSQLState());
  }

  /** Out of resources (class 53), or stopping and starting (class 57). */
  @Override
  public boolean mayPass(SQLException failure) {
    String state = String.valueOf(failure.getSQLState());
    return state.startsWith("53") || state.startsWith("57");
  }

  /** SQL that prints a whole row as one {@code RowText}. */
  String rowText(Table table, String alias) {
    return table.columns().stream()
        .map(column -> printed(column, alias + "." + identifier(column.name())))
        .collect(Collectors.joining(", ", "row(", ")::text"));
  }

  /**
   * SQL that prints a key as one {@code RowText}.
   *
   * @param value gives SQL of the value of a key column, by its place in the key
   */
  String keyText(Table table, IntFunction<String> value) {
    return IntStream.range(0, table.keyWidth())
        .mapToObj(i -> printed(table.column(table.keyPosition(i)), value.apply(i)))
        .collect(Collectors.joining(", ", "row(", ")::text"));
  }

  /** Converts the two types that do not print in canonical form inside a row. */
  static String printed(Column column, String value) {
    return switch (column.type()) {
      case BOOLEAN -> value + "::text";
      case BINARY -> "encode(" + value + ", 'hex')";
      default -> value;
    };
  }

  @Override
  public String selectList(Table table, String alias) {
    return PostgresLargeValues.rowText(this, table, alias);
  }

  @Override
  public Row readRow(ResultSet result, Table table, int first) throws SQLException {
    return PostgresLargeValues.complete(this, table, Row.ofText(result.getString(first)), result);
  }

  @Override
  public String fromText(Column column, String expression) {
    return column.type() == LogicalType.BINARY
        ? "decode(" + expression + ", 'hex')"
        : expression + "::" + castType(column);
  }

  /** The type to cast to, without a length, as an explicit cast would truncate silently. */
  private static String castType(Column column) {
    String type = column.nativeType();
    if (type.startsWith("varchar(") && type.endsWith("[]")) {
      return "varchar[]";
    }
    if (type.startsWith("char(")) {
      return type.endsWith("[]") ? "bpchar[]" : "bpchar";
    }
    if (type.startsWith("bit(") || type.startsWith("bit varying")) {
      return type.endsWith("[]") ? "varbit[]" : "varbit";
    }
    boolean own = type.equals("bpchar") || type.equals("\"char\"") || type.endsWith("citext");
    return column.type() == LogicalType.TEXT && !own ? "text" : type;
  }

  @Override
  public Object bind(Column column, String text) {
    return text;
  }

  @Override
  public String transactionId() {
    return "pg_current_xact_id()::text";
  }

  /** Looks each key up by itself: for a plain join the planner may read the whole table. */
  @Override
  public String lockedAgainstWriters(String keys, String table, String same, String order) {
    return "from (%s) o cross join lateral (select * from %s x where %s for share) x order by %s"
        .formatted(keys, table, same, order);
  }

  @Override
  public RecordedShape recordedShape(String table, String shape) {
    return PostgresWholeRow.parse(table, shape);
  }

  /**
   * Turns sorting off for a query in index order: without statistics the planner would sort on
   * disk.
   */
  @Override
  public void beforeReading(Statement statement, boolean sorted) throws SQLException {
    statement.execute("set local enable_sort = " + (sorted ? "on" : "off"));
  }

  /** Without sorting, a few rows in order are looked for through all of the table. */
  @Override
  public void beforeLooking(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("set local enable_sort = on");
    }
  }

  /**
   * The text is made bytes once, since the place of a character is found by counting from the
   * beginning of a text, of which each {@code substr} makes a copy.
   */
  @Override
  public String pieces(String text, int bytes) {
    return """
    select s.place, substring(t.bytes from s.place for %2$d)
    from (select convert_to(%1$s, 'UTF8') as bytes from bactrian_change where number = ? offset 0) t,
      lateral generate_series(1, octet_length(t.bytes), %2$d) s(place)\
    """
        .formatted(text, bytes);
  }

  /** Autovacuum would do this up to a minute later; capture polls much more often. */
  @Override
  public String vacuum() {
    return "vacuum bactrian_change";
  }

  @Override
  public CatalogContents catalogue(Connection connection) throws SQLException {
    return PostgresCatalog.read(connection);
  }

  @Override
  public List<String> missingRights(Connection connection, Collection<String> tables)
      throws SQLException {
    return PostgresRights.missing(connection, tables);
  }

  @Override
  public SideTableSql sideTables() {
    return SIDE_TABLES;
  }

  @Override
  public Triggers triggers() {
    return new PostgresTriggers();
  }

  @Override
  public KeyedRows keyedRows(Connection connection) {
    return new PostgresKeys(connection, this);
  }

  @Override
  public BulkWriter bulkWriter(Connection connection) {
    return new PostgresBulkWriter(connection, this);
  }

  @Override
  public Foresight foresight(Connection connection) {
    return new PostgresForesight(connection, this);
  }

  @Override
  public Refusals refusals() {
    return REFUSALS;
  }
}
