package io.bactrian.database.postgres;

import io.bactrian.changeset.Column;
import io.bactrian.changeset.Table;
import io.bactrian.database.dialect.TriggerOptions;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Generates the functions and triggers of one table, which record rows as {@link PostgresLevel}
 * describes. Pure.
 */
final class PostgresTriggerSql {
  /** Prefix of trigger names, after the character that determines the firing order. */
  static final String PREFIX = "bactrian_";

  static final List<String> OPERATIONS = List.of("insert", "update", "delete", "truncate");

  private static final PostgresDialect DIALECT = new PostgresDialect();

  private final Table table;
  private final String schema;
  private final String suppressedOrigin;
  private final PostgresLevel level;

  /**
   * @param schema of the side tables and of the functions
   */
  PostgresTriggerSql(Table table, String schema, TriggerOptions options, PostgresLevel level) {
    this.table = table;
    this.schema = DIALECT.identifier(schema);
    this.suppressedOrigin = options.suppressedOrigin();
    this.level = level;
  }

  /** A hash of the functions and triggers. */
  String fingerprint() {
    StringBuilder all = new StringBuilder();
    OPERATIONS.forEach(operation -> statements(operation, "").forEach(all::append));
    return "bactrian " + hash(all.toString()).substring(0, 16);
  }

  /** Statements to execute in order; they replace existing triggers. */
  List<String> statements() {
    List<String> all = new ArrayList<>();
    String fingerprint = fingerprint();
    OPERATIONS.forEach(operation -> all.addAll(statements(operation, fingerprint)));
    return all;
  }

  private List<String> statements(String operation, String fingerprint) {
    String trigger = DIALECT.identifier(level.prefix(operation) + PREFIX + operation);
    String quoted = DIALECT.quote(table.name());
    List<String> all = new ArrayList<>();
    all.add(function(operation));
    all.addAll(drop(table.name(), operation));
    all.add(
        "create trigger %s %s %s on %s %s execute function %s()"
            .formatted(
                trigger,
                level.moment(operation),
                operation,
                quoted,
                level.clause(operation),
                functionName(operation)));
    // fires also in sessions whose replication role disables ordinary triggers
    all.add("alter table %s enable always trigger %s".formatted(quoted, trigger));
    all.add("comment on trigger %s on %s is '%s'".formatted(trigger, quoted, fingerprint));
    return all;
  }

  /** Drops the trigger of an operation, whatever its level. */
  static List<String> drop(String table, String operation) {
    return PostgresLevel.PREFIXES.stream()
        .map(prefix -> DIALECT.identifier(prefix + PREFIX + operation))
        .map(name -> "drop trigger if exists " + name + " on " + DIALECT.quote(table))
        .toList();
  }

  private String functionName(String operation) {
    String readable = table.name().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_");
    String name = readable.substring(0, Math.min(30, readable.length()));
    String unique = hash(table.name()).substring(0, 8);
    return schema + "." + DIALECT.identifier("bactrian_" + operation + "_" + name + "_" + unique);
  }

  private String function(String operation) {
    return """
        create or replace function %s() returns trigger language plpgsql security definer
        set search_path = pg_catalog, %s, pg_temp
        %s as $bactrian$
        #variable_conflict use_variable
        declare
          bactrian_at timestamptz := clock_timestamp();
          bactrian_origin text := case when pg_trigger_depth() = 1
            then nullif(current_setting('bactrian.origin', true), '') end;
        begin
        %s%s
          return %s;
        end $bactrian$"""
        .formatted(
            functionName(operation),
            schema,
            PostgresDialect.SETTINGS.stream().collect(Collectors.joining("\nset ", "set ", "")),
            suppressedOrigin == null
                ? ""
                : "  if bactrian_origin = "
                    + literal(suppressedOrigin)
                    + " then return "
                    + level.result(operation)
                    + "; end if;\n",
            level.byRow(operation) ? rowBody(operation) : body(operation),
            level.result(operation));
  }

  private String body(String operation) {
    return switch (operation) {
      case "insert" -> record("null", text("n"), "from bactrian_new n");
      case "delete" -> record(text("o"), "null", "from bactrian_old o");
      case "truncate" -> record(text("t"), "null", "from " + DIALECT.quote(table.name()) + " t");
      default -> record("o.bactrian_text", "n.bactrian_text", pairs());
    };
  }

  /**
   * Joins the rows before and after. {@code offset 0} keeps the planner from computing each text
   * twice.
   */
  private String pairs() {
    return "from "
        + side("o")
        + "\n    full join "
        + side("n")
        + "\n    on "
        + keys().mapToObj(i -> "o.bactrian_k" + i + " = n.bactrian_k" + i).collect(joined(" and "))
        + "\n    where o.bactrian_text is distinct from n.bactrian_text";
  }

  private String side(String alias) {
    return "(select %s, %s as bactrian_text from bactrian_%s %s offset 0) %s"
        .formatted(
            keys()
                .mapToObj(i -> keyValue(table.keyPosition(i), alias) + " as bactrian_k" + i)
                .collect(joined(", ")),
            text(alias),
            alias.equals("o") ? "old" : "new",
            alias,
            alias);
  }

  private IntStream keys() {
    return IntStream.range(0, table.keyWidth());
  }

  private static java.util.stream.Collector<CharSequence, ?, String> joined(String by) {
    return Collectors.joining(by);
  }

  /**
   * A key's value to join by: its text for types in which equal values may have different texts.
   */
  private String keyValue(int position, String alias) {
    Column column = table.column(position);
    String value = alias + "." + DIALECT.identifier(column.name());
    boolean exact =
        switch (column.type()) {
          case INTEGER, UUID, DATE, TIME, TIMESTAMP, TIMESTAMP_ZONED, BOOLEAN, BINARY -> true;
          case DECIMAL -> column.scale() >= 0;
          default -> false;
        };
    return exact ? value : "(" + value + "::text collate \"C\")";
  }

  private String rowBody(String operation) {
    return switch (operation) {
      case "insert" -> record("null", text("new"), "");
      case "delete" -> record(text("old"), "null", "");
      default ->
          """
            if %1$s is not distinct from %2$s then return %8$s; end if;
            if %3$s = %4$s then
            %5$s
            else
            %6$s
            %7$s
            end if;"""
              .formatted(
                  text("old"),
                  text("new"),
                  key("old"),
                  key("new"),
                  record(text("old"), text("new"), ""),
                  record(text("old"), "null", ""),
                  record("null", text("new"), ""),
                  level.result(operation));
    };
  }

  private String key(String alias) {
    return keys()
        .mapToObj(i -> alias + "." + DIALECT.identifier(table.column(table.keyPosition(i)).name()))
        .collect(Collectors.joining(", ", "row(", ")::text"));
  }

  private String text(String alias) {
    return DIALECT.rowText(table, alias);
  }

  private String record(String before, String after, String from) {
    return """
          insert into %1$s.bactrian_change
            (number, transaction, at, origin, kind, table_name, before, after)
          select nextval('%2$s.bactrian_number'), (select %3$s),
            bactrian_at, bactrian_origin, 'C', %4$s,
            %5$s,
            %6$s
          %7$s;"""
        .formatted(
            schema,
            schema.replace("'", "''"),
            DIALECT.transactionId(),
            literal(table.name()),
            before,
            after,
            from);
  }

  private static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  private static String hash(String text) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException everyJavaHasIt) {
      throw new IllegalStateException(everyJavaHasIt);
    }
  }
}
