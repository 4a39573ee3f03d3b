package io.bactrian.database;

import static io.bactrian.database.TestDatabase.rows;
import static io.bactrian.database.TestDatabase.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.apply.ApplyTransaction;
import io.bactrian.apply.Failure;
import io.bactrian.apply.Write;
import io.bactrian.changeset.Operation;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Schema;
import io.bactrian.changeset.Table;
import io.bactrian.database.dialect.Dialect;
import io.bactrian.database.dialect.Finding;
import io.bactrian.database.dialect.TriggerOptions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A partner's values stand in restored columns, whatever a BEFORE trigger makes of them. */
class PostgresRestoreTest {
  private static final TriggerOptions OPTIONS =
      new TriggerOptions(null, Map.of("doc", Set.of("at", "by user")), Map.of());
  private static final String STAMPED = "2026-01-31 11:00:00.123456+00";

  private DataSource connections;
  private Connection db;
  private Dialect dialect;
  private Schema schema;
  private Table doc;

  @BeforeEach
  void open() throws SQLException {
    connections = PreparedConnections.of(TestDatabase.postgres());
    db = connections.getConnection();
    dialect = Dialects.of(db);
    run(
        db,
        "create table doc (id int primary key, text text, at timestamptz default now(),"
            + " \"by user\" char(8) default 'nobody')",
        """
        create function stamp() returns trigger language plpgsql as $$ begin
          new.at := clock_timestamp();
          new."by user" := current_user;
          return new;
        end $$""",
        "create trigger stamp before insert or update on doc for each row execute function stamp()");
    schema = Catalog.read(db, dialect, null, Map.of());
    doc = schema.table("doc");
    new Tracking(dialect).install(db, schema, OPTIONS);
  }

  @AfterEach
  void close() throws SQLException {
    TestDatabase.end(db);
  }

  private Write insert(List<Integer> columns, String... values) {
    BitSet given = new BitSet();
    columns.forEach(given::set);
    return new Write(doc, Operation.INSERT, Row.of(values), given, "c1");
  }

  private Write update(String... values) {
    BitSet changed = new BitSet();
    changed.set(1);
    return new Write(doc, Operation.UPDATE, Row.of(values), changed, null);
  }

  private void apply(List<Write> writes) {
    try (ApplyTransaction tx =
        new ApplyTransactions(
                connections,
                dialect,
                schema,
                Map.of(),
                Clock.systemUTC(),
                OPTIONS.restored(),
                Duration.ofMinutes(1))
            .open()) {
      assertThat(tx.write(writes)).extracting(Failure::write).isEmpty();
      tx.commit();
    }
  }

  private List<Finding> findings(TriggerOptions options) throws SQLException {
    return new Tracking(dialect)
        .check(db, List.of("doc"), Map.of(), options).stream()
            .filter(finding -> finding.kind().fault())
            .toList();
  }

  private static final String ROWS = "select * from doc order by id";

  @Test
  void inserted_and_updated_rows_stand_as_they_came() throws SQLException {
    apply(
        List.of(
            insert(List.of(1, 2, 3), "1", "a", STAMPED, "Ö, '}  "),
            insert(List.of(1, 2, 3), "2", "b", null, null)));
    assertThat(rows(db, ROWS)).containsExactly("1|a|" + STAMPED + "|Ö, '}   ", "2|b|null|null");
    apply(List.of(update("1", "c", STAMPED, "Ö, '}")));
    assertThat(rows(db, ROWS)).startsWith("1|c|" + STAMPED + "|Ö, '}   ");
    assertThat(
            rows(
                db,
                "select origin, before, after from bactrian_change where kind = 'C' order by number"))
        .as("one change for each, of the one who made it")
        .hasSize(3)
        .last()
        .asString()
        .startsWith("null|")
        .endsWith("(1,c,\"" + STAMPED + "\",\"Ö, '}   \")");
  }

  @Test
  void many_inserts_by_copy_stand_as_they_came() throws SQLException {
    apply(
        IntStream.range(0, 200)
            .mapToObj(i -> insert(List.of(1, 2, 3), "" + i, "t", STAMPED, "u" + i))
            .toList());
    assertThat(rows(db, "select count(*), count(distinct \"by user\"), min(at), max(at) from doc"))
        .containsExactly("200|200|" + STAMPED + "|" + STAMPED);
  }

  @Test
  void a_column_that_does_not_come_with_an_insert_is_left_to_the_trigger() throws SQLException {
    apply(List.of(insert(List.of(1, 2), "1", "a", STAMPED, null)));
    assertThat(rows(db, "select at, trim(\"by user\") from doc"))
        .containsExactly(STAMPED + "|postgres");
  }

  @Test
  void what_the_application_writes_is_left_to_the_trigger() throws SQLException {
    apply(List.of(insert(List.of(1, 2, 3), "1", "a", STAMPED, "u")));
    run(db, "update doc set text = 'b'");
    assertThat(rows(db, "select trim(\"by user\"), at > '%s' from doc".formatted(STAMPED)))
        .containsExactly("postgres|t");
  }

  @Test
  void what_other_triggers_write_during_an_applied_change_is_left_to_the_trigger()
      throws SQLException {
    run(
        db,
        """
        create function copies() returns trigger language plpgsql as $$ begin
          insert into doc values (new.id + 1000, 'copy') on conflict do nothing;
          return null;
        end $$""",
        "create trigger copies after insert on doc for each row when (new.id < 1000)"
            + " execute function copies()");
    apply(List.of(insert(List.of(1, 2, 3), "1", "a", STAMPED, "u")));
    assertThat(rows(db, "select id, trim(\"by user\") from doc order by id"))
        .containsExactly("1|u", "1001|postgres");
  }

  @Test
  void rows_of_partitions_stand_as_they_came() throws SQLException {
    run(
        db,
        "drop table doc",
        "create table doc (id int primary key, text text, at timestamptz,"
            + " \"by user\" char(8)) partition by range (id)",
        "create table doc_1 partition of doc for values from (0) to (10)",
        "create trigger stamp before insert or update on doc_1 for each row"
            + " execute function stamp()");
    schema = Catalog.read(db, dialect, null, Map.of());
    doc = schema.table("doc");
    new Tracking(dialect).install(db, schema, OPTIONS);
    apply(List.of(insert(List.of(1, 2, 3), "1", "a", STAMPED, "u")));
    assertThat(rows(db, ROWS)).containsExactly("1|a|" + STAMPED + "|u       ");
    assertThat(findings(OPTIONS)).isEmpty();
    assertThat(findings(TriggerOptions.NONE))
        .extracting(Finding::kind)
        .contains(Finding.Kind.COLUMN_SET_BY_TRIGGER);
  }

  @Test
  void the_triggers_are_checked_renewed_and_removed() throws SQLException {
    assertThat(findings(OPTIONS)).isEmpty();
    run(db, "alter table doc disable trigger \"~bactrian_restore\"");
    assertThat(kinds()).containsExactly(Finding.Kind.TRIGGER_DISABLED);
    run(db, "drop trigger \"~bactrian_restore\" on doc");
    assertThat(kinds()).containsExactly(Finding.Kind.TRIGGER_MISSING);
    new Tracking(dialect).install(db, schema, OPTIONS);
    assertThat(findings(OPTIONS)).isEmpty();
    TriggerOptions fewer =
        new TriggerOptions(null, Map.of("doc", Set.of("at")), Map.of("doc", Set.of("by user")));
    assertThat(findings(fewer))
        .extracting(Finding::kind)
        .containsExactly(Finding.Kind.TRIGGER_OUTDATED);
    new Tracking(dialect).install(db, schema, TriggerOptions.NONE);
    String left = "select count(*) from pg_trigger where tgname like '%bactrian_restore'";
    assertThat(rows(db, left)).containsExactly("0");
    new Tracking(dialect).install(db, schema, OPTIONS);
    new Tracking(dialect).uninstall(db, true);
    assertThat(rows(db, "select count(*) from pg_proc where proname like 'bactrian%'"))
        .containsExactly("0");
  }

  private List<Finding.Kind> kinds() throws SQLException {
    return findings(OPTIONS).stream().map(Finding::kind).toList();
  }

  @Test
  void a_trigger_that_fires_before_the_first_or_after_the_last_is_named() throws SQLException {
    run(db, "alter trigger stamp on doc rename to \"änderung\"");
    assertThat(findings(OPTIONS))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.kind()).isEqualTo(Finding.Kind.COLUMN_NOT_RESTORABLE);
              assertThat(finding.message()).contains("`doc`", "`änderung`", "Rename it");
            });
    run(db, "alter trigger \"änderung\" on doc rename to \" first\"");
    assertThat(kinds()).containsExactly(Finding.Kind.COLUMN_NOT_RESTORABLE);
  }
}
