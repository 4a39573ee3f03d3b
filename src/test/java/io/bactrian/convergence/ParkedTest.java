package io.bactrian.convergence;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.apply.ApplyTransaction;
import io.bactrian.apply.HubApplier;
import io.bactrian.apply.OutboxRecord.ConflictRecord;
import io.bactrian.apply.RoundTripEquality;
import io.bactrian.changelog.LogEntry;
import io.bactrian.changeset.Header;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import io.bactrian.conflict.Kind;
import io.bactrian.conflict.Merge;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A child row without its parent is parked at the hub and listed, until the parent arrives. */
class ParkedTest {
  private final Shape shape = Shape.FAMILY;
  private final LoggedSite hub = new LoggedSite("hq", shape.hub, true);
  private final Table leaf = shape.spoke.table("leaf");
  private final Table folder = shape.spoke.table("folder");
  private final HubApplier judge =
      new HubApplier(
          "c0",
          shape.toHub,
          shape.toSpoke,
          new Merge(
              new ChosenRules(new Random(1)), new RoundTripEquality(shape.toSpoke, shape.toHub)),
          shape.hub.destinations(),
          () -> "id");

  private int number;

  private void arrives(Item... items) {
    String previous = number == 0 ? Header.NO_HASH : "#" + number;
    number++;
    Header header = new Header("c0", "hq", 1, number, previous, 0, "shop", "v");
    try (ApplyTransaction tx = hub.begin()) {
      Steps.apply(judge, tx, header, "#" + number, List.of(items).iterator());
    }
    hub.capture();
  }

  private Item insert(Table table, String... values) {
    return new Item.Change(table, null, Row.of(values));
  }

  private List<Item.Verdict> verdicts() {
    return hub.log.entries.stream()
        .map(LogEntry::item)
        .filter(item -> item instanceof Item.Verdict)
        .map(item -> (Item.Verdict) item)
        .toList();
  }

  @Test
  void a_child_before_its_parent_in_one_changeset_goes_in_after_it() {
    arrives(insert(leaf, "T1", "T2", "5"), insert(folder, "T2", "0"));
    assertThat(hub.rows).hasSize(2);
    assertThat(verdicts()).isEmpty();
  }

  @Test
  void a_child_without_its_parent_is_parked_and_told_so() {
    arrives(insert(leaf, "T1", "T2", "5"));
    assertThat(hub.waits).singleElement();
    assertThat(hub.waits.get(0).reason()).startsWith("the row it refers to is not here");
    assertThat(verdicts()).singleElement().matches(Item.Verdict::parked);
  }

  @Test
  void it_goes_in_when_a_later_changeset_brings_the_parent() {
    arrives(insert(leaf, "T1", "T2", "5"));
    arrives(insert(folder, "T2", "0"));
    assertThat(hub.waits).isEmpty();
    assertThat(hub.rows).hasSize(2);
    assertThat(verdicts()).hasSize(2).last().matches(v -> !v.parked() && v.number() == 2);
  }

  @Test
  void a_retry_in_vain_says_nothing() {
    arrives(insert(leaf, "T1", "T2", "5"));
    int before = hub.log.size();
    retry();
    assertThat(hub.log.size()).isEqualTo(before);
    assertThat(hub.waits).hasSize(1);
  }

  @Test
  void a_retry_on_schedule_finds_a_parent_that_a_user_of_the_hub_wrote() {
    arrives(insert(leaf, "T1", "T2", "5"));
    Row parent = Row.of("2", "0");
    hub.user(List.of(new MemorySite.Edit(hub.side.table("parent"), Key.of("2"), parent)));
    retry();
    assertThat(hub.waits).isEmpty();
    assertThat(verdicts()).last().matches(verdict -> !verdict.parked());
  }

  @Test
  void given_up_it_is_recorded_for_what_stood_against_it() {
    arrives(insert(leaf, "T1", "T2", "5"));
    try (ApplyTransaction tx = hub.begin()) {
      judge.settle(tx, new RowId("leaf", Key.of("T1")), false, "ann");
    }
    hub.capture();
    ConflictRecord record = hub.log.conflicts.get(0);
    assertThat(record.conflict().kind()).isEqualTo(Kind.PARENT_MISSING);
    assertThat(record.conflict().theirs()).isEqualTo(Row.of("1", "2", "5"));
    assertThat(record.decision().rule()).isEqualTo("ann");
    assertThat(verdicts()).last().matches(v -> !v.parked() && v.rows().isEmpty());
  }

  private void retry() {
    try (ApplyTransaction tx = hub.begin()) {
      judge.retryWaiting(tx);
    }
    hub.capture();
  }
}
