package io.bactrian.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.apply.ApplyTransaction;
import io.bactrian.apply.SpokeApplier;
import io.bactrian.apply.Wait;
import io.bactrian.changeset.Header;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import io.bactrian.convergence.Steps;
import io.bactrian.database.dialect.TriggerOptions;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What a hub on H2 can hold and a spoke on PostgreSQL can't keeps its row waiting, and no other.
 */
class UnstorableTextAtSpokeTest {
  private ApplyDatabase spoke;
  private SpokeApplier rebaser;
  private Table thing;
  private int number;

  @BeforeEach
  void open() throws SQLException {
    String table = UnstorableTextContract.TABLE.formatted("text", "text");
    spoke = new ApplyDatabase(TestDatabase.postgres(), TriggerOptions.NONE, List.of(table));
    thing = spoke.schema.table("thing");
    rebaser =
        new SpokeApplier(
            "hq",
            AppliersOnDatabasesTest.into(spoke),
            AppliersOnDatabasesTest.nothingInTheLog(),
            n -> n,
            spoke.schema.tables(),
            () -> "drift");
  }

  @Test
  void values_and_keys_wait_until_the_hub_changes_or_deletes_them() throws SQLException {
    Row value = Row.of("plain", "no\0thing");
    Row key = Row.of("a\0b", "fine");
    Row half = Row.of("half \ud83d", "fine");
    says(insert(value), insert(key), insert(half), insert(Row.of("good", "good")));
    assertThat(spoke.ask("select \"name\" from \"thing\"")).containsExactly("good");
    assertThat(deferred()).containsExactlyInAnyOrder("plain", "a\0b", "half \ud83d");

    Row fit = Row.of("plain", "fit");
    says(
        new Item.Change(thing, value, fit),
        new Item.Change(thing, key, null),
        new Item.Change(thing, half, null));
    assertThat(spoke.ask("select \"body\" from \"thing\" order by 1"))
        .containsExactly("fit", "good");
    assertThat(deferred()).isEmpty();
  }

  @Test
  void half_a_pair_among_many_rows_is_no_question_mark() throws SQLException {
    List<Item> many = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      many.add(insert(Row.of("name " + i, i == 50 ? "half \udc00" : "whole \ud83d\ude00")));
    }
    says(many.toArray(new Item[0]));
    assertThat(deferred()).containsExactly("name 50");
    assertThat(spoke.ask("select count(*) from \"thing\" where \"body\" = 'whole \ud83d\ude00'"))
        .containsExactly("99");
  }

  private Item insert(Row row) {
    return new Item.Change(thing, null, row);
  }

  private void says(Item... items) {
    String previous = number == 0 ? Header.NO_HASH : "#" + number;
    Header header = new Header("hq", "c1", 1, ++number, previous, 0, "shop", "1");
    try (ApplyTransaction tx = spoke.begin()) {
      Steps.apply(rebaser, tx, header, "#" + number, List.of(items).iterator());
    }
  }

  private List<String> deferred() {
    try (ApplyTransaction tx = spoke.begin()) {
      return tx.waits("hq", Wait.Kind.DEFERRED).stream().map(wait -> wait.key().get(0)).toList();
    }
  }
}
