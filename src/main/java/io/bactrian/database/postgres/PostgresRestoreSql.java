package io.bactrian.database.postgres;

import io.bactrian.changeset.Table;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Generates the two BEFORE triggers that let a partner's values stand in some columns of a table:
 * the first that fires keeps what the applier writes, the last puts it back. They act only on the
 * applier's own statements, and only on the columns that it names in {@code bactrian.restore}.
 * Pure.
 */
final class PostgresRestoreSql {
  /** What the operation of these triggers is called, beside {@code insert} and the others. */
  static final String OPERATION = "restore";

  static final String FIRST = "!" + PostgresTriggerSql.PREFIX + OPERATION;
  static final String LAST = "~" + PostgresTriggerSql.PREFIX + OPERATION;

  private static final PostgresDialect DIALECT = new PostgresDialect();

  private final Table table;
  private final String schema;
  private final List<String> columns;

  /**
   * @param schema of the functions
   */
  PostgresRestoreSql(Table table, String schema, Collection<String> columns) {
    this.table = table;
    this.schema = DIALECT.identifier(schema);
    this.columns = columns.stream().sorted().toList();
  }

  /** A hash of the functions and triggers, which is the triggers' comment. */
  String fingerprint() {
    return "bactrian " + hash(String.join("\n", statements(""))).substring(0, 16);
  }

  /** Statements to execute in order; they replace existing triggers. */
  List<String> statements() {
    return statements(fingerprint());
  }

  /** Drops the triggers of a table. */
  static List<String> drop(String table) {
    return PostgresTriggerSql.drop(table, OPERATION);
  }

  private List<String> statements(String fingerprint) {
    String keep =
        "perform pg_catalog.set_config('bactrian.kept', array["
            + each("", i -> new_(i) + "::text", ", ")
            + "]::text, true);";
    String putBack =
        each(
            "  ",
            i ->
                "if %s = any(current_setting('bactrian.restore')::text[]) then %s := bactrian_kept[%d]; end if;"
                    .formatted(literal(columns.get(i)), new_(i), i + 1),
            "\n");
    List<String> all = new java.util.ArrayList<>(drop(table.name()));
    all.add(function("keep", "", "  " + keep));
    all.add(
        function(
            OPERATION,
            "declare bactrian_kept text[] := current_setting('bactrian.kept')::text[];\n",
            putBack));
    all.addAll(trigger(FIRST, "keep", fingerprint));
    all.addAll(trigger(LAST, OPERATION, fingerprint));
    return all;
  }

  private String each(String indent, IntFunction<String> of, String separator) {
    return IntStream.range(0, columns.size())
        .mapToObj(i -> indent + of.apply(i))
        .collect(Collectors.joining(separator));
  }

  private String new_(int column) {
    return "new." + DIALECT.identifier(columns.get(column));
  }

  private String function(String what, String declare, String body) {
    return """
        create or replace function %s() returns trigger language plpgsql as $bactrian$
        %sbegin
        %s
          return new;
        end $bactrian$"""
        .formatted(name(what), declare, body);
  }

  /** Depth 0: not for what other triggers and cascades write in the same transaction. */
  private List<String> trigger(String name, String what, String fingerprint) {
    String trigger = DIALECT.identifier(name);
    String on = DIALECT.quote(table.name());
    return List.of(
        """
        create trigger %s before insert or update on %s for each row
        when (pg_catalog.pg_trigger_depth() = 0
          and pg_catalog.current_setting('bactrian.restore', true) <> '')
        execute function %s()"""
            .formatted(trigger, on, name(what)),
        "alter table %s enable always trigger %s".formatted(on, trigger),
        "comment on trigger %s on %s is '%s'".formatted(trigger, on, fingerprint));
  }

  private String name(String what) {
    String readable = table.name().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_");
    String start = readable.substring(0, Math.min(30, readable.length()));
    String unique = hash(table.name()).substring(0, 8);
    return schema + "." + DIALECT.identifier("bactrian_" + what + "_" + start + "_" + unique);
  }

  /** Whether a trigger of this name fires before our first or after our last one. */
  static boolean firesOutside(String trigger) {
    return compare(trigger, FIRST) < 0 || compare(trigger, LAST) > 0;
  }

  /** In PostgreSQL's order, which is that of bytes. */
  private static int compare(String a, String b) {
    return Arrays.compareUnsigned(
        a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
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
