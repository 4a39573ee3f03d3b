package io.bactrian.database.postgres;

import io.bactrian.changeset.Table;
import io.bactrian.changeset.TableShape;
import io.bactrian.database.dialect.TriggerOptions;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Generates the functions and triggers of one table. Pure.
 *
 * <p>All record what has happened, after the fact: an AFTER trigger sees each row as it is stored,
 * whatever other triggers have made of it. A function has two branches. The first names the columns
 * that were there when it was made. The second is for a table that was altered since: it writes
 * whole rows as the database prints them, and beside each the columns that it has now, so that
 * neither the application's statement fails nor a value is taken for another column's.
 */
final class PostgresTriggerSql {
  /** Prefix of trigger names, after the character that determines the firing order. */
  static final String PREFIX = "bactrian_";

  static final List<String> OPERATIONS = List.of("insert", "update", "delete", "truncate");

  /** The trigger that notes what cascades change, on tables that cascade to themselves. */
  private static final String CASCADE = "cascade";

  private static final PostgresDialect DIALECT = new PostgresDialect();

  private final PostgresTable of;
  private final Table table;
  private final String schema;
  private final String suppressedOrigin;
  private final PostgresRecordSql record;

  /**
   * @param schema of the side tables and of the functions
   */
  PostgresTriggerSql(PostgresTable of, String schema, TriggerOptions options) {
    this.of = of;
    this.table = of.table();
    this.schema = DIALECT.identifier(schema);
    this.suppressedOrigin = options.suppressedOrigin();
    this.record = new PostgresRecordSql(DIALECT, of, this.schema);
  }

  /** A hash of the functions and triggers, without the partitions, which come and go. */
  String fingerprint() {
    StringBuilder all = new StringBuilder(TableShape.text(table));
    for (String operation : OPERATIONS) {
      all.append(function(operation));
    }
    return "bactrian " + hash(all.toString()).substring(0, 16);
  }

  /** Statements to execute in order; they replace existing triggers. */
  List<String> statements() {
    List<String> all = new ArrayList<>();
    String fingerprint = fingerprint();
    for (String operation : OPERATIONS) {
      all.add(function(operation));
      all.addAll(drop(table.name(), operation));
      trigger(all, DIALECT.quote(table.name()), operation, functionName(operation), fingerprint);
    }
    of.recording().leaves().forEach(leaf -> truncateOf(all, leaf, fingerprint));
    all.addAll(drop(table.name(), CASCADE));
    if (of.recording().cascadesToItself()) {
      String cascade = schema + ".bactrian_cascade";
      trigger(all, DIALECT.quote(table.name()), CASCADE, cascade, fingerprint);
    }
    return all;
  }

  /** Truncating a partition fires no trigger of its table. */
  private void truncateOf(List<String> all, String leaf, String fingerprint) {
    all.add("drop trigger if exists " + name("truncate") + " on " + leaf);
    trigger(all, leaf, "truncate", functionName("truncate"), fingerprint);
  }

  private void trigger(
      List<String> all, String on, String operation, String function, String fingerprint) {
    String clause =
        switch (operation) {
          case CASCADE ->
              "before update or delete on %s for each row when (pg_trigger_depth() > 0)";
          case "truncate" -> "before truncate on %s for each statement";
          default -> "after " + operation + " on %s " + level(operation);
        };
    all.add(
        "create trigger %s %s execute function %s()"
            .formatted(name(operation), clause.formatted(on), function));
    // fires also in sessions whose replication role disables ordinary triggers
    all.add("alter table %s enable always trigger %s".formatted(on, name(operation)));
    all.add("comment on trigger %s on %s is '%s'".formatted(name(operation), on, fingerprint));
  }

  private String level(String operation) {
    String each = of.recording().byRow() ? " for each row" : " for each statement";
    if (!of.recording().transitions()) {
      return each;
    }
    String old = operation.equals("insert") ? "" : " old table as bactrian_old";
    String now = operation.equals("delete") ? "" : " new table as bactrian_new";
    return "referencing" + old + now + each;
  }

  /** The quoted name of a trigger; `~` sorts behind letters, so that it fires late. */
  private static String name(String operation) {
    boolean late = operation.equals("truncate") || operation.equals(CASCADE);
    return DIALECT.identifier((late ? "~" : "!") + PREFIX + operation);
  }

  /** Drops the trigger of an operation, also as earlier versions named it. */
  static List<String> drop(String table, String operation) {
    return List.of("!", "~").stream()
        .map(prefix -> DIALECT.identifier(prefix + PREFIX + operation))
        .map(name -> "drop trigger if exists " + name + " on " + DIALECT.quote(table))
        .toList();
  }

  private String functionName(String operation) {
    return schema + "." + DIALECT.identifier(plainName(operation));
  }

  private String plainName(String operation) {
    String readable = table.name().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_");
    String name = readable.substring(0, Math.min(30, readable.length()));
    return "bactrian_" + operation + "_" + name + "_" + hash(table.name()).substring(0, 8);
  }

  private String function(String operation) {
    return """
        create or replace function %s() returns trigger language plpgsql security definer
        set search_path = pg_catalog, %s, pg_temp
        %s as $bactrian$
        #variable_conflict use_variable
        declare
          bactrian_at timestamptz := clock_timestamp();
        %s
        end $bactrian$"""
        .formatted(
            functionName(operation),
            schema,
            PostgresDialect.SETTINGS.stream().collect(Collectors.joining("\nset ", "set ", ""))
                + (operation.equals("truncate") ? "\nset row_security = off" : ""),
            operation.equals("truncate") ? truncate() : changes(operation));
  }

  private String changes(String operation) {
    String function = plainName(operation);
    return """
          bactrian_origin text := %s;
        begin
          if current_setting('transaction_isolation') in ('repeatable read', 'serializable') then
            perform %s.bactrian_require_current(tg_relid);
          end if;
        %s  if %s then
        %s
          else
        %s
          end if;
          return null;"""
        .formatted(
            origin(operation),
            schema,
            suppressed() + atTheEnd(),
            record.known(operation, function),
            record.named(operation),
            record.whole(operation, function));
  }

  /**
   * Only what the applier's own statement does to its own table has its origin: cascades of other
   * tables, and rules, write at the same depth.
   */
  private String origin(String operation) {
    String own =
        "pg_trigger_depth() = 1 and current_setting('bactrian.target', true) = "
            + PostgresRecordSql.literal(operation + " " + table.name());
    if (!operation.equals("insert") && of.recording().cascadesToItself()) {
      own +=
          " and position(tg_relid || ':' || old.ctid || ';'"
              + " in coalesce(current_setting('bactrian.cascaded', true), '')) = 0";
    }
    return "case when " + own + " then nullif(current_setting('bactrian.origin', true), '') end";
  }

  /** `set constraints all immediate` would draw the number before the statement's last checks. */
  private String atTheEnd() {
    return of.recording().waits() == 0
        ? ""
        : """
            if coalesce(current_setting('bactrian.waits', true), '') = '' then
              set constraints %s.bactrian_end deferred;
            end if;
          """
            .formatted(schema);
  }

  private String suppressed() {
    return suppressedOrigin == null
        ? ""
        : "  if bactrian_origin = "
            + PostgresRecordSql.literal(suppressedOrigin)
            + " then return null; end if;\n";
  }

  private String truncate() {
    return """
          bactrian_relation regclass;
        begin
          if current_setting('transaction_isolation') in ('repeatable read', 'serializable') then
            raise exception 'TRUNCATE of table %% is not possible here: above READ COMMITTED it'
              ' also removes rows that this transaction does not see, so they can''t be recorded',
              tg_relid::regclass using errcode = 'feature_not_supported',
              hint = 'Truncate in a transaction of READ COMMITTED, or use DELETE.';
          end if;
          for bactrian_relation in %s loop
            if %s = %s then
              execute %s || bactrian_relation || ' bactrian_t' using bactrian_at, bactrian_relation::oid;
            else
              execute %s || bactrian_relation || ' bactrian_t' using bactrian_at, bactrian_relation::oid;
            end if;
          end loop;
          return null;"""
        .formatted(
            of.recording().partitioned()
                ? "select relid from pg_partition_tree(tg_relid) where isleaf and (relid = tg_relid"
                    + " or not exists (select from pg_trigger t where t.tgrelid = relid"
                    + " and t.tgname = '~bactrian_truncate'))"
                : "select tg_relid",
            PostgresFunctions.SHAPE.formatted("bactrian_relation"),
            PostgresRecordSql.literal(of.signature()),
            PostgresRecordSql.literal(record.named("truncate")),
            PostgresRecordSql.literal(record.whole("truncate", plainName("truncate"))));
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
