package io.bactrian.database;

import static io.bactrian.database.TestDatabase.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.changelog.LogEntry;
import io.bactrian.changeset.Column;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.Row;
import io.bactrian.database.dialect.TriggerOptions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A table may be altered under its triggers: each change is read with the columns it had. */
abstract class AlteredTableContract extends OutboxFixture {

  /** Each change with the names of its columns. */
  final List<String> changes() {
    return read(0).stream()
        .map(LogEntry::item)
        .map(Item.Change.class::cast)
        .map(this::told)
        .toList();
  }

  private String told(Item.Change change) {
    String columns =
        change.table().columns().stream().map(Column::name).collect(Collectors.joining(","));
    return "%s %s -> %s".formatted(columns, text(change.before()), text(change.after()));
  }

  private static String text(Row row) {
    return row == null ? "absent" : row.text();
  }

  @Test
  void waiting_changes_keep_the_columns_they_were_recorded_with() throws Exception {
    run(
        db,
        "alter table \"item\" add column \"a\" varchar(9)",
        "alter table \"item\" add column \"b\" varchar(9)");
    install();
    run(
        db,
        "insert into \"item\" values (1, 'x', 'a', 'b')",
        "alter table \"item\" drop column \"a\"",
        "insert into \"item\" values (2, 'x', 'b')",
        "update \"item\" set \"b\" = 'c' where \"id\" = 2",
        "delete from \"item\" where \"id\" = 2");
    List<String> expected =
        List.of(
            "id,owner,a,b absent -> (1,x,a,b)",
            "id,owner,b absent -> (2,x,b)",
            "id,owner,b (2,x,b) -> (2,x,c)",
            "id,owner,b (2,x,c) -> absent");
    assertThat(changes()).isEqualTo(expected);
    install();
    assertThat(changes()).as("also after the triggers were replaced").isEqualTo(expected);
  }

  @Test
  void columns_that_are_added_or_renamed_are_recorded_and_writes_go_on() throws Exception {
    run(
        db,
        "insert into \"item\" values (1, 'x')",
        "alter table \"item\" add column \"new\" varchar(9)",
        "update \"item\" set \"new\" = 'n'",
        "alter table \"item\" " + renaming("\"new\" rename to \"newer\""),
        "update \"item\" set \"newer\" = 'm'",
        "insert into \"item\" values (2, 'y', null)");
    assertThat(changes())
        .containsExactly(
            "id,owner absent -> (1,x)",
            "id,owner,new (1,x,) -> (1,x,n)",
            "id,owner,newer (1,x,n) -> (1,x,m)",
            "id,owner,newer absent -> (2,y,)");
  }

  /** The database's way to say that a column is renamed. */
  abstract String renaming(String columns);

  @Test
  void types_of_other_forms_are_canonical_and_what_is_left_out_stays_out() throws Exception {
    run(
        db,
        "alter table \"item\" add column \"secret\" varchar(9)",
        "alter table \"item\" add column \"flag\" boolean",
        "alter table \"item\" add column \"bytes\" " + binary());
    schema = Catalog.read(db, dialect, null, Map.of("item", Set.of("secret")));
    new Tracking(dialect).install(db, schema, TriggerOptions.NONE);
    outbox = new JdbcOutbox(source, dialect, schema, Map.of());
    run(
        db,
        "alter table \"item\" add column \"last\" int",
        "insert into \"item\" values (1, 'x', 's', true, %s, 7)".formatted(bytes()));
    assertThat(changes()).containsExactly("id,owner,flag,bytes,last absent -> (1,x,true,00ff,7)");
  }

  abstract String binary();

  /** The bytes 0 and 255 in SQL. */
  abstract String bytes();

  @Test
  void a_key_that_changes_meanwhile_is_one_change() throws Exception {
    run(
        db,
        "insert into \"item\" values (1, 'x')",
        "alter table \"item\" add column \"n\" int",
        "update \"item\" set \"id\" = 2");
    assertThat(changes())
        .containsExactly("id,owner absent -> (1,x)", "id,owner,n (1,x,) -> (2,x,)");
  }

  final void install() throws Exception {
    schema = Catalog.read(db, dialect, null, Map.of());
    new Tracking(dialect).install(db, schema, TriggerOptions.NONE);
    outbox = new JdbcOutbox(source, dialect, schema, Map.of());
  }
}
