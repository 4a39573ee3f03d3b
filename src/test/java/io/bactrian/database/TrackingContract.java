package io.bactrian.database;

import static io.bactrian.database.TestDatabase.rows;
import static io.bactrian.database.TestDatabase.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bactrian.changeset.Operation;
import io.bactrian.changeset.Schema;
import io.bactrian.database.dialect.Dialect;
import io.bactrian.database.dialect.Finding;
import io.bactrian.database.dialect.TriggerOptions;
import io.bactrian.problem.ProblemException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the triggers of every database record. Names are in lower case and quoted. */
abstract class TrackingContract {
  static final String RECORDED =
      "select kind, table_name, origin, before, after from bactrian_change where kind <> 'E' order by number";

  Connection db;
  Dialect dialect;
  Tracking tracking;

  abstract DataSource database() throws Exception;

  /** Makes the following changes of the table look like the applier's, in this transaction. */
  abstract void origin(String partner, String table, Operation operation) throws SQLException;

  @BeforeEach
  void open() throws Exception {
    db = database().getConnection();
    dialect = Dialects.of(db);
    dialect.prepare(db);
    tracking = new Tracking(dialect);
    run(
        db,
        "create table \"item\" (\"id\" int primary key, \"name\" varchar(40), \"secret\" varchar(9))",
        "create table \"line\" (\"order\" int, \"no\" varchar(9), \"item\" int references \"item\","
            + " primary key (\"order\", \"no\"))");
  }

  @AfterEach
  void close() throws SQLException {
    TestDatabase.end(db);
  }

  Schema install(TriggerOptions options, Map<String, Set<String>> excluded) throws SQLException {
    Schema schema = Catalog.read(db, dialect, null, excluded);
    tracking.install(db, schema, options);
    return schema;
  }

  Schema install() throws SQLException {
    return install(TriggerOptions.NONE, Map.of());
  }

  /** Without what is said of every database of a kind. */
  List<Finding.Kind> kinds(String... tables) throws SQLException {
    return tracking.check(db, List.of(tables), Map.of(), TriggerOptions.NONE).stream()
        .map(Finding::kind)
        .filter(kind -> kind != Finding.Kind.TRUNCATE_UNSEEN)
        .toList();
  }

  @Test
  void rows_inserted_updated_and_deleted_are_recorded_with_both_images() throws SQLException {
    install();
    run(
        db,
        "insert into \"item\" values (1, 'a', 'x'), (2, null, '')",
        "update \"item\" set \"name\" = 'b' where \"id\" = 1",
        "delete from \"item\" where \"id\" = 2");
    assertThat(rows(db, RECORDED))
        .containsExactly(
            "C|item|null|null|(1,a,x)",
            "C|item|null|null|(2,,\"\")",
            "C|item|null|(1,a,x)|(1,b,x)",
            "C|item|null|(2,,\"\")|null");
  }

  @Test
  void an_update_that_changes_no_tracked_column_is_dropped() throws SQLException {
    install(TriggerOptions.NONE, Map.of("item", Set.of("secret")));
    run(
        db,
        "insert into \"item\" values (1, 'a', 'x')",
        "update \"item\" set \"secret\" = 'y'",
        "update \"item\" set \"name\" = \"name\"");
    assertThat(rows(db, RECORDED)).containsExactly("C|item|null|null|(1,a)");
  }

  @Test
  void a_change_of_a_key_is_a_delete_and_an_insert() throws SQLException {
    install();
    run(
        db,
        "insert into \"line\" values (1, 'a', null)",
        "delete from bactrian_change",
        "update \"line\" set \"no\" = 'b'");
    assertThat(rows(db, RECORDED))
        .containsExactlyInAnyOrder("C|line|null|(1,a,)|null", "C|line|null|null|(1,b,)");
  }

  @Test
  void a_transaction_has_one_id_and_the_next_another() throws SQLException {
    install();
    db.setAutoCommit(false);
    run(
        db,
        "insert into \"item\" values (1, 'a', 'x')",
        "insert into \"item\" values (2, 'a', 'x')");
    List<String> own = rows(db, "select " + dialect.transactionId());
    db.commit();
    run(db, "insert into \"item\" values (3, 'a', 'x')");
    db.commit();
    List<String> ids = rows(db, "select transaction from bactrian_change order by number");
    assertThat(ids.subList(0, 2)).containsOnly(own.get(0));
    assertThat(ids.get(2)).isNotEqualTo(own.get(0));
    db.setAutoCommit(true);
  }

  @Test
  void the_appliers_origin_is_recorded() throws SQLException {
    install();
    db.setAutoCommit(false);
    origin("c42", "item", Operation.INSERT);
    run(db, "insert into \"item\" values (1, 'a', 'x')");
    origin("", "", Operation.INSERT);
    run(db, "insert into \"item\" values (2, 'a', 'x')");
    db.commit();
    assertThat(rows(db, RECORDED))
        .containsExactly("C|item|c42|null|(1,a,x)", "C|item|null|null|(2,a,x)");
    db.setAutoCommit(true);
  }

  @Test
  void what_a_suppressed_origin_writes_is_not_recorded() throws SQLException {
    install(new TriggerOptions("h'q"), Map.of());
    db.setAutoCommit(false);
    origin("h'q", "item", Operation.INSERT);
    run(db, "insert into \"item\" values (1, 'a', 'x')");
    origin("h'q", "item", Operation.UPDATE);
    run(db, "update \"item\" set \"name\" = 'b'");
    origin("other", "item", Operation.UPDATE);
    run(db, "update \"item\" set \"name\" = 'c'");
    origin("", "", Operation.INSERT);
    run(db, "delete from \"item\"");
    db.commit();
    assertThat(rows(db, RECORDED))
        .containsExactly("C|item|other|(1,b,x)|(1,c,x)", "C|item|null|(1,c,x)|null");
    db.setAutoCommit(true);
  }

  @Test
  void a_cascade_is_an_own_change_though_the_applier_caused_it() throws SQLException {
    run(
        db,
        "create table \"child\" (\"id\" int primary key,"
            + " \"item\" int references \"item\" on delete cascade)");
    install();
    run(
        db,
        "insert into \"item\" values (1, 'a', 'x')",
        "insert into \"child\" values (7, 1)",
        "delete from bactrian_change");
    db.setAutoCommit(false);
    origin("c42", "item", Operation.DELETE);
    run(db, "delete from \"item\"");
    db.commit();
    db.setAutoCommit(true);
    assertThat(rows(db, RECORDED))
        .containsExactlyInAnyOrder("C|item|c42|(1,a,x)|null", "C|child|null|(7,1)|null");
    assertThat(kinds("item", "child", "line")).containsExactly(Finding.Kind.CASCADE);
  }

  @Test
  void every_kind_of_cascade_is_recorded() throws SQLException {
    run(
        db,
        "create table \"child\" (\"id\" int primary key,"
            + " \"item\" int references \"item\" on delete set null on update cascade)");
    install();
    run(
        db,
        "insert into \"item\" values (1, 'a', 'x')",
        "insert into \"child\" values (7, 1)",
        "delete from bactrian_change",
        "update \"item\" set \"id\" = 2",
        "delete from \"item\"");
    assertThat(rows(db, RECORDED))
        .contains("C|child|null|(7,1)|(7,2)", "C|child|null|(7,2)|(7,)")
        .hasSize(5);
  }

  @Test
  void installing_twice_changes_nothing_and_check_is_content() throws SQLException {
    install();
    install();
    assertThat(kinds("item", "line")).isEmpty();
  }

  @Test
  void check_finds_what_is_missing_outdated_or_left_over() throws SQLException {
    assertThat(kinds("item", "line")).containsExactly(Finding.Kind.NOT_INSTALLED);
    install();
    run(db, "alter table bactrian_wait rename to waited");
    assertThat(kinds("item", "line")).containsExactly(Finding.Kind.SIDE_TABLE_MISSING);
    run(db, "alter table waited rename to bactrian_wait");
    run(db, "alter table \"item\" add column \"more\" int");
    assertThat(kinds("item"))
        .contains(Finding.Kind.TRIGGER_OUTDATED, Finding.Kind.TRIGGER_LEFT_OVER)
        .doesNotContain(Finding.Kind.TRIGGER_MISSING);
    install();
    assertThat(kinds("item", "line")).isEmpty();
    run(db, "insert into \"item\" values (1, 'a', 'x', 5)");
    assertThat(rows(db, RECORDED)).containsExactly("C|item|null|null|(1,a,x,5)");
  }

  @Test
  void all_faults_of_the_catalogue_are_told_at_once() throws SQLException {
    run(db, "create table \"log\" (\"x\" int)");
    List<String> names = List.of("Item", "log", "line");
    assertThatThrownBy(
            () -> Catalog.read(db, dialect, names, Map.of("line", Set.of("no", "nothing"))))
        .isInstanceOf(CatalogException.class)
        .hasMessageContaining("There is a table `item`")
        .hasMessageContaining("`log` has no primary key")
        .hasMessageContaining("`no` of table `line`")
        .hasMessageContaining("`nothing` of table `line`");
    assertThat(kinds("Item", "log"))
        .contains(Finding.Kind.TABLE_ABSENT, Finding.Kind.TABLE_WITHOUT_KEY);
  }

  @Test
  void the_catalogue_reads_keys_and_foreign_keys_and_leaves_our_tables_out() throws SQLException {
    install();
    Schema schema = Catalog.read(db, dialect, null, Map.of());
    assertThat(schema.tables()).containsOnlyKeys("item", "line");
    assertThat(schema.table("line").keyWidth()).isEqualTo(2);
    assertThat(schema.foreignKeys())
        .containsExactly(
            new Schema.ForeignKey("line", List.of("item"), "item", List.of("id"), null));
  }

  @Test
  void uninstalling_keeps_side_tables_that_hold_something() throws SQLException {
    install();
    run(db, "insert into \"item\" values (1, 'a', 'x')");
    assertThatThrownBy(() -> tracking.uninstall(db, true))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("bactrian_change");
    run(db, "delete from bactrian_change");
    tracking.uninstall(db, true);
    run(db, "delete from \"item\"");
    assertThat(kinds("item")).containsExactly(Finding.Kind.NOT_INSTALLED);
    install();
    run(db, "insert into \"item\" values (1, 'a', 'x')");
    tracking.uninstall(db, false);
    run(db, "delete from \"item\"");
    assertThat(rows(db, RECORDED)).hasSize(1);
    assertThat(kinds("item", "line"))
        .as("one finding for a table")
        .containsExactly(Finding.Kind.TRIGGER_MISSING, Finding.Kind.TRIGGER_MISSING);
  }
}
