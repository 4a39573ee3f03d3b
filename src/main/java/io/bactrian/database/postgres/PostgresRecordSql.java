package io.bactrian.database.postgres;

import io.bactrian.changeset.Column;
import io.bactrian.changeset.Table;
import io.bactrian.changeset.TableShape;
import io.bactrian.database.dialect.OutboxSql;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Generates the statements by which a table's triggers write to the outbox. Pure. */
final class PostgresRecordSql {
  private final PostgresDialect dialect;
  private final PostgresTable of;
  private final Table table;
  private final boolean byRow;
  private final String schema;

  PostgresRecordSql(PostgresDialect dialect, PostgresTable of, String schema) {
    this.dialect = dialect;
    this.of = of;
    this.table = of.table();
    this.byRow = of.recording().byRow();
    this.schema = schema;
  }

  static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  /** SQL condition that the table has the columns for which the function was made. */
  String known(String operation, String function) {
    return !of.recording().transitions()
        ? PostgresFunctions.SHAPE.formatted("tg_relid") + " = " + literal(of.signature())
        : plannedAgain("shape", function, " = " + literal(of.signature()), operation);
  }

  /**
   * What a function of {@link PostgresFunctions} said of the table when the statement was planned.
   * The statement reads the transition table, and so is planned again after the table was altered.
   */
  private String plannedAgain(String what, String function, String then, String operation) {
    return "(select %s.bactrian_%s_of('%s')%s where not exists (select from %s where false))"
        .formatted(schema, what, function, then, transition(operation));
  }

  private static String transition(String operation) {
    return operation.equals("insert") ? "bactrian_new" : "bactrian_old";
  }

  /** Records rows by the names of their columns, in canonical text. */
  String named(String operation) {
    String shape = literal(TableShape.id(table));
    if (operation.equals("truncate")) {
      return truncated(text("bactrian_t"), shape);
    }
    return byRow ? namedRow(operation, shape) : namedStatement(operation, shape);
  }

  /** Records rows as the database prints them, and the columns that they have. */
  String whole(String operation, String function) {
    String columns =
        operation.equals("truncate")
            ? "(select %s.bactrian_columns($2))".formatted(schema)
            : !of.recording().transitions()
                ? "%s.bactrian_columns(tg_relid)".formatted(schema)
                : plannedAgain("columns", function, "", operation);
    String shape = literal(PostgresWholeRow.beginning(of.leftOut())) + " || " + columns + " || '}'";
    return switch (operation) {
      case "truncate" -> truncated("bactrian_t::text", shape);
      case "insert" ->
          byRow
              ? row("null", "new::text", shape)
              : record("null", "bactrian_n::text", shape, "null", "from bactrian_new bactrian_n");
      case "delete" ->
          byRow
              ? row("old::text", "null", shape)
              : record("bactrian_o::text", "null", shape, "null", "from bactrian_old bactrian_o");
      default ->
          byRow
              ? "if old::text <> new::text then %s end if;"
                  .formatted(row("old::text", "new::text", shape))
              : record("o.bactrian_text", "n.bactrian_text", shape, "null", wholePairs());
    };
  }

  private String namedStatement(String operation, String shape) {
    return switch (operation) {
      case "insert" -> record("null", text("n"), shape, "null", "from bactrian_new n");
      case "delete" -> record(text("o"), "null", shape, "null", "from bactrian_old o");
      default -> record("p.bactrian_before", "p.bactrian_after", shape, otherKey(), pairs());
    };
  }

  private String namedRow(String operation, String shape) {
    return switch (operation) {
      case "insert" -> row("null", text("new"), shape);
      case "delete" -> row(text("old"), "null", shape);
      default ->
          """
          if %1$s is not distinct from %2$s then return null; end if;
          if %3$s = %4$s then
          %5$s
          else
          %6$s
          %7$s
          end if;\
          """
              .formatted(
                  text("old"),
                  text("new"),
                  key("old"),
                  key("new"),
                  row(text("old"), text("new"), shape),
                  row(text("old"), "null", shape, keyText("new")),
                  row("null", text("new"), shape, keyText("old")));
    };
  }

  /**
   * Joins the rows before and after by their keys. {@code offset 0} keeps the planner from
   * computing each text twice. Then joins rows that left their key with those that got it by their
   * places, as {@link #wholePairs} does; usually there are none.
   */
  private String pairs() {
    return """
    from (
        with bactrian_pairs as materialized (
          select o.bactrian_text as bactrian_before, n.bactrian_text as bactrian_after,
            o.bactrian_place as bactrian_o, n.bactrian_place as bactrian_n, %s
          from %s
          full join %s
          on %s
          where o.bactrian_text is distinct from n.bactrian_text)
        select p.bactrian_before, p.bactrian_after, m.bactrian_n as bactrian_to, %s,
          d.bactrian_o as bactrian_from, %s
        from bactrian_pairs p
          left join bactrian_pairs m on p.bactrian_after is null
            and m.bactrian_before is null and m.bactrian_n = p.bactrian_o
          left join bactrian_pairs d on p.bactrian_before is null
            and d.bactrian_after is null and d.bactrian_o = p.bactrian_n) p\
    """
        .formatted(
            keys("o.bactrian_r%1$d as bactrian_o%1$d, n.bactrian_r%1$d as bactrian_n%1$d", ", "),
            side("o"),
            side("n"),
            keys("o.bactrian_k%1$d = n.bactrian_k%1$d", " and "),
            keys("m.bactrian_n%1$d", ", "),
            keys("d.bactrian_o%1$d", ", "));
  }

  /** The key that the row got, or that it had before; NULL unless it is one half of an update. */
  private String otherKey() {
    return """
    case when p.bactrian_to is not null then %s
          when p.bactrian_from is not null then %s end\
    """
        .formatted(
            dialect.keyText(table, i -> "p.bactrian_n" + i),
            dialect.keyText(table, i -> "p.bactrian_o" + i));
  }

  private String side(String alias) {
    return "(select %s, %s, %s as bactrian_text, row_number() over () as bactrian_place from bactrian_%s %s offset 0) %s"
        .formatted(
            IntStream.range(0, table.keyWidth())
                .mapToObj(i -> keyValue(table.keyPosition(i), alias) + " as bactrian_k" + i)
                .collect(Collectors.joining(", ")),
            IntStream.range(0, table.keyWidth())
                .mapToObj(i -> keyColumn(alias, i) + " as bactrian_r" + i)
                .collect(Collectors.joining(", ")),
            text(alias),
            alias.equals("o") ? "old" : "new",
            alias,
            alias);
  }

  private String keys(String format, String by) {
    return IntStream.range(0, table.keyWidth())
        .mapToObj(format::formatted)
        .collect(Collectors.joining(by));
  }

  /** Joins by place: both transition tables have the rows in the order of the updates. */
  private static String wholePairs() {
    String side =
        "(select bactrian_%1$s::text as bactrian_text, row_number() over () as bactrian_place"
            + " from bactrian_%2$s bactrian_%1$s) %1$s";
    return "from %s join %s using (bactrian_place) where o.bactrian_text <> n.bactrian_text"
        .formatted(side.formatted("o", "old"), side.formatted("n", "new"));
  }

  /**
   * A key's value to join by: its text for types in which equal values may have different texts.
   */
  private String keyValue(int position, String alias) {
    Column column = table.column(position);
    String value = alias + "." + dialect.identifier(column.name());
    boolean exact =
        switch (column.type()) {
          case INTEGER, UUID, DATE, TIME, TIMESTAMP, TIMESTAMP_ZONED, BOOLEAN, BINARY -> true;
          case DECIMAL -> column.scale() >= 0;
          default -> false;
        };
    return exact ? value : "(" + value + "::text collate \"C\")";
  }

  private String keyColumn(String alias, int i) {
    return alias + "." + dialect.identifier(table.column(table.keyPosition(i)).name());
  }

  private String keyText(String alias) {
    return dialect.keyText(table, i -> keyColumn(alias, i));
  }

  private String key(String alias) {
    return IntStream.range(0, table.keyWidth())
        .mapToObj(i -> keyColumn(alias, i))
        .collect(Collectors.joining(", ", "row(", ")::text"));
  }

  private String text(String alias) {
    return dialect.rowText(table, alias);
  }

  private String row(String before, String after, String shape) {
    return row(before, after, shape, "null");
  }

  private String row(String before, String after, String shape, String moves) {
    return insert(
        "bactrian_at",
        "bactrian_origin",
        before,
        after,
        shape,
        before.equals("null") ? "null" : "tg_relid || ':' || old.ctid || " + earlier("old"),
        after.equals("null") ? "null" : "tg_relid || ':' || new.ctid",
        moves,
        ";");
  }

  private String record(String before, String after, String shape, String moves, String from) {
    return insert(
        "bactrian_at", "bactrian_origin", before, after, shape, "null", "null", moves, from + ";");
  }

  /** A version from before the transaction follows from nothing in it. */
  private static String earlier(String row) {
    return "case when age(%s.xmin) > 0 then %s else '' end"
        .formatted(row, literal(OutboxSql.EARLIER));
  }

  /** The end of the statement, the table's name, is added by the trigger. */
  private String truncated(String before, String shape) {
    String version =
        byRow
            ? "bactrian_t.tableoid || ':' || bactrian_t.ctid || " + earlier("bactrian_t")
            : "null";
    return insert("$1", "null", before, "null", shape, version, "null", "null", "from only ");
  }

  private String insert(
      String at,
      String origin,
      String before,
      String after,
      String shape,
      String versionBefore,
      String versionAfter,
      String moves,
      String from) {
    return """
    insert into %1$s.bactrian_change (number, transaction, at, origin, kind, table_name,
      before, after, shape, version_before, version_after, waits, moves)
    select nextval('%2$s.bactrian_number'), (select %3$s), %4$s, %5$s, 'C', %6$s,
      %7$s,
      %8$s,
      %9$s, %10$s, %11$s, %12$s, %13$s
    %14$s\
    """
        .formatted(
            schema,
            schema.replace("'", "''"),
            dialect.transactionId(),
            at,
            origin,
            literal(table.name()),
            before,
            after,
            shape,
            versionBefore,
            versionAfter,
            waits(),
            moves,
            from);
  }

  /**
   * Says once in a transaction, beside its first row, that a number has to be drawn at its end. The
   * setting ends with the transaction, and a rollback to a savepoint takes it back with the row.
   */
  private String waits() {
    return of.recording().waits() == 0
        ? "null"
        : "case when coalesce(nullif(current_setting('bactrian.waits', true), ''), '0')::int < %1$d then set_config('bactrian.waits', '%1$d', true)::smallint end"
            .formatted(of.recording().waits());
  }
}
