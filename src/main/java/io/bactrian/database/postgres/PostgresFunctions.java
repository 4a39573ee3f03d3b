package io.bactrian.database.postgres;

import java.util.ArrayList;
import java.util.List;

/**
 * SQL of the functions that all triggers of an installation share, in the schema of the side
 * tables. Pure.
 *
 * <p>Whether a table still has the columns for which its trigger was made must cost nothing. {@code
 * bactrian_shape_of} is declared immutable although it reads the catalogue: the planner then calls
 * it once for each plan, and PostgreSQL discards plans that read a table (or its transition table)
 * when the table is altered.
 */
final class PostgresFunctions {
  /** Columns with their types, by name; the same for a partition with another order of columns. */
  static final String SHAPE =
      "(select string_agg(attname || ' ' || atttypid || ' ' || atttypmod || attgenerated::text, ','"
          + " order by attname) from pg_attribute"
          + " where attrelid = %s and attnum > 0 and not attisdropped)";

  private static final String SETTINGS =
      "language plpgsql %s security definer set search_path = pg_catalog, pg_temp as $bactrian$";

  /** The table of a trigger function, which may have been renamed. */
  private static final String TABLE_OF =
      "(select t.tgrelid from pg_trigger t join pg_proc p on p.oid = t.tgfoid"
          + " where p.proname = trigger_function and p.pronamespace = '%s'::regnamespace"
          + " and t.tgparentid = 0 and not exists"
          + " (select from pg_inherits i where i.inhrelid = t.tgrelid) limit 1)";

  private static final String NOW =
      """
      create or replace function %1$s.bactrian_%2$s_now(trigger_function text) returns text
      %3$s
      begin
        return %4$s;
      end $bactrian$""";

  private static final String FOLDED =
      """
      create or replace function %1$s.bactrian_%2$s_of(trigger_function text) returns text
      %3$s
      begin
        return %1$s.bactrian_%2$s_now(trigger_function);
      end $bactrian$""";

  private static final String COLUMNS =
      """
      create or replace function %1$s.bactrian_columns(relation oid) returns text
      %2$s
      begin
        return (%3$s);
      end $bactrian$""";

  /**
   * A snapshot of REPEATABLE READ that is older than an ALTER TABLE shows the columns of before,
   * while the rows have those of after. A column that was added is not in the snapshot, but asking
   * for its privileges finds it. Where this transaction altered a table after another did, the
   * snapshot shows both versions of it.
   */
  private static final String REQUIRE_CURRENT =
      """
      create or replace function %1$s.bactrian_require_current(relation oid) returns void
      %2$s
      declare
        now_at bigint := pg_current_xact_id()::text::bigint;
        altered bigint;
        stale boolean := count(*) > 1
            or has_column_privilege(relation, (min(relnatts) + 1)::smallint, 'select') is not null
          from pg_class where oid = relation;
      begin
        for altered in
          select (now_at >> 32 << 32) + xmax::text::bigint from pg_attribute
          where attrelid = relation and xmax <> '0'::xid
        loop
          if altered - now_at > 1::bigint << 31 then
            altered := altered - (1::bigint << 32);
          elsif now_at - altered > 1::bigint << 31 then
            altered := altered + (1::bigint << 32);
          end if;
          stale := stale or pg_xact_status(altered::text::xid8) = 'committed';
        end loop;
        if stale then
          raise exception 'table %% was altered after this transaction began', relation::regclass
            using errcode = 'serialization_failure', hint = 'Begin the transaction again.';
        end if;
      end $bactrian$""";

  /**
   * Draws the number by which a transaction is ordered, after everything in it that may have waited
   * for another transaction. A deferred trigger runs after those deferred before it; so that it
   * runs after all, it queues itself once more by the row that it writes.
   */
  private static final String END =
      """
      create or replace function %1$s.bactrian_end() returns trigger
      %2$s
      begin
        perform set_config('bactrian.waits', '', true);
        insert into %1$s.bactrian_change (number, transaction, at, kind, waits)
          values (nextval('%3$s.bactrian_number'), new.transaction, clock_timestamp(), 'E',
            nullif(new.waits - 1, 0));
        return null;
      end $bactrian$""";

  private static final String END_TRIGGER =
      """
      do $bactrian$ begin
        if not exists (select from pg_trigger where tgname = 'bactrian_end'
            and tgrelid = '%1$s.bactrian_change'::regclass) then
          create constraint trigger bactrian_end after insert on %1$s.bactrian_change
            deferrable initially deferred for each row
            when (new.waits is not null)
            execute function %1$s.bactrian_end();
          alter table %1$s.bactrian_change enable always trigger bactrian_end;
        end if;
      end $bactrian$""";

  /** Remembers rows that a cascade changes: the applier did not write them itself. */
  private static final String CASCADE =
      """
      create or replace function %1$s.bactrian_cascade() returns trigger
      %2$s
      begin
        if current_setting('bactrian.origin', true) <> '' then
          perform set_config('bactrian.cascaded', coalesce(current_setting('bactrian.cascaded', true), '')
            || tg_relid || ':' || old.ctid || ';', true);
        end if;
        return case tg_op when 'DELETE' then old else new end;
      end $bactrian$""";

  private PostgresFunctions() {}

  /**
   * Statements that create or replace them.
   *
   * @param schema of the side tables, quoted
   */
  static List<String> statements(String schema) {
    String literal = schema.replace("'", "''");
    String volatiles = SETTINGS.formatted("volatile");
    String table = TABLE_OF.formatted(literal);
    List<String> all = new ArrayList<>();
    all.add(COLUMNS.formatted(schema, volatiles, PostgresCatalog.columnsAsJson("relation")));
    all.add(REQUIRE_CURRENT.formatted(schema, volatiles));
    String immutable = SETTINGS.formatted("immutable");
    all.add(NOW.formatted(schema, "shape", volatiles, SHAPE.formatted(table)));
    all.add(FOLDED.formatted(schema, "shape", immutable));
    all.add(
        NOW.formatted(
            schema, "columns", volatiles, "%s.bactrian_columns(%s)".formatted(schema, table)));
    all.add(FOLDED.formatted(schema, "columns", immutable));
    all.add(END.formatted(schema, volatiles, literal));
    all.add(END_TRIGGER.formatted(schema));
    all.add(CASCADE.formatted(schema, volatiles));
    return all;
  }

  /** The names of those that are no trigger functions, with the types of their arguments. */
  static List<String> plainFunctions() {
    return List.of(
        "bactrian_shape_of(text)",
        "bactrian_shape_now(text)",
        "bactrian_columns_of(text)",
        "bactrian_columns_now(text)",
        "bactrian_columns(oid)",
        "bactrian_require_current(oid)");
  }
}
