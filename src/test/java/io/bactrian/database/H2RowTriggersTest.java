package io.bactrian.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.apply.ApplyTransaction;
import io.bactrian.apply.Write;
import io.bactrian.changeset.Operation;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class H2RowTriggersTest {
  private static final TriggerOptions RESTORE =
      new TriggerOptions(null, Map.of("doc", Set.of("at")), Map.of());
  private ApplyDatabase site;
  private Table doc;

  @BeforeEach
  void open() throws SQLException {
    site =
        H2Apply.open(
            RESTORE,
            List.of(
                "create table \"doc\" (\"id\" int primary key, \"text\" varchar(9),"
                    + " \"at\" timestamp(6) default current_timestamp"
                    + " on update current_timestamp)"));
    doc = site.schema.table("doc");
  }

  private List<Finding> findings() throws SQLException {
    try (Connection connection = site.connections.getConnection()) {
      return new Tracking(site.dialect)
          .check(connection, List.of("doc"), Map.of(), RESTORE).stream()
              .filter(finding -> finding.table().equals("doc"))
              .toList();
    }
  }

  @Test
  void a_restored_column_with_an_on_update_clause_stands_as_it_came() throws SQLException {
    site.run("insert into \"doc\" values (1, 'a', timestamp '2026-01-31 11:00:00')");
    BitSet text = new BitSet();
    text.set(1);
    Row row = Row.of("1", "b", "2026-01-31 11:00:00");
    try (ApplyTransaction tx =
        new ApplyTransactions(
                site.connections,
                site.dialect,
                site.schema,
                Map.of(),
                Clock.systemUTC(),
                RESTORE.restored(),
                Duration.ofMinutes(1))
            .open()) {
      assertThat(tx.write(List.of(new Write(doc, Operation.UPDATE, row, text, "c1")))).isEmpty();
      tx.commit();
    }
    assertThat(site.ask("select \"text\" || ' ' || \"at\" from \"doc\""))
        .containsExactly("b 2026-01-31 11:00:00");
    assertThat(findings()).isEmpty();
  }

  @Test
  void an_applications_before_trigger_is_named_and_nothing_can_be_restored_after_it()
      throws SQLException {
    site.run(
        "create trigger \"a_move\" before insert, update on \"doc\" for each row call \"%s\""
            .formatted(H2OnlyWhatIsItsOwnTest.Moves.class.getName()));
    assertThat(findings())
        .extracting(Finding::kind)
        .contains(Finding.Kind.ROW_CHANGED_BY_TRIGGER, Finding.Kind.COLUMN_NOT_RESTORABLE);
    assertThat(
            findings().stream()
                .filter(finding -> finding.kind() == Finding.Kind.ROW_CHANGED_BY_TRIGGER)
                .findFirst()
                .orElseThrow()
                .message())
        .contains("`a_move`", "inserted or updated");
  }
}
