package io.bactrian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.apply.BatchLimit;
import io.bactrian.changelog.CountedCommands;
import io.bactrian.changelog.StoredConflict;
import io.bactrian.changeset.Row;
import io.bactrian.decide.ListedQuestion;
import io.bactrian.decide.Outcome;
import io.bactrian.decide.Seen;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Conflicts about different rows are decided together, each only as it was seen. */
class AlikeConflictsTest extends RecordsAtSite {
  private static final int MANY = 600;

  /** So large that a conflict just fits into a document of the store. */
  private static final int LARGE = 80_000;

  private static final int LARGE_ONES = 40;

  private void saved(int from, int to) throws Exception {
    for (int i = from; i < to; i++) {
      sql("insert into item values ('%s', 7, 20)".formatted(sku(i)));
      Row ours = Row.of(sku(i), "7", "20");
      saved(id(i), ours, ours.with(2, "" + (1_000 + i)), byRule("manual", ours));
    }
  }

  private static String sku(int i) {
    return "s" + i;
  }

  private static String id(int i) {
    return "k%04d".formatted(i);
  }

  private List<Seen> shown(int from, int to) {
    return decisions
        .questions()
        .seen(
            decisions
                .questions()
                .listed(IntStream.range(from, to).mapToObj(AlikeConflictsTest::id).toList()));
  }

  private static List<String> ids(List<ListedQuestion> some) {
    return some.stream().map(ListedQuestion::id).toList();
  }

  @Test
  void many_are_decided_with_few_commands_of_the_store_and_are_recorded_each() throws Exception {
    with(
        () -> {
          saved(0, MANY);
          List<Seen> set = shown(0, MANY);
          Outcome outcome;
          try (CountedCommands commands = new CountedCommands()) {
            outcome = decisions.decide(set, true, "ann", "as c1 said");
            assertThat(commands.sent()).as("commands of the store").isLessThan(MANY / 10);
          }
          assertThat(outcome.isWhole()).isTrue();
          assertThat(outcome.decided()).isEqualTo(MANY);
          assertThat(one("select sum(price) from item"))
              .isEqualTo("" + IntStream.range(0, MANY).map(i -> 1_000 + i).sum());
          assertThat(opened.conflicts().openCount()).isZero();
          StoredConflict last = opened.conflicts().find(id(MANY - 1)).orElseThrow();
          assertThat(last.acts()).hasSize(1);
          assertThat(last.acts().get(0).by()).isEqualTo("ann");
          assertThat(last.acts().get(0).note()).isEqualTo("as c1 said");
          assertThat(last.acts().get(0).before().get(2)).isEqualTo("20");
          assertThat(last.acts().get(0).after().get(2)).isEqualTo("" + (1_000 + MANY - 1));
          assertThat(decisions.undo(id(7), "bob")).contains("Undone");
          assertThat(one("select price from item where sku = 's7'")).isEqualTo("20");
        });
  }

  @Test
  void what_moved_on_is_refused_or_was_decided_by_others_is_named_and_the_rest_goes_on()
      throws Exception {
    sql("alter table item add constraint dear check (price <> 1003)");
    with(
        () -> {
          saved(0, 6);
          List<Seen> set = shown(0, 6);
          sql("update item set price = 5 where sku = 's1'");
          sql("update item set owner = null where sku = 's2'");
          decisions.decide(id(4), false, "bob");
          sql("delete from item where sku = 's5'");
          Outcome outcome = decisions.decide(set, true, "ann", null);
          assertThat(outcome.decided()).isEqualTo(1);
          assertThat(ids(outcome.movedOn())).containsExactlyInAnyOrder(id(1), id(2), id(5));
          assertThat(ids(outcome.stays())).containsExactly(id(3));
          assertThat(ids(outcome.gone())).containsExactly(id(4));
          assertThat(one("select listagg(price, ' ') within group (order by sku) from item"))
              .isEqualTo("1000 5 20 20 20");
          assertThat(opened.conflicts().openCount()).isEqualTo(4);
          assertThat(opened.conflicts().find(id(4)).orElseThrow().acts()).hasSize(1);
        });
  }

  @Test
  void large_ones_are_read_and_decided_in_parts_that_are_bounded_by_text() throws Exception {
    with(
        () -> {
          String text = "x".repeat(LARGE);
          for (int i = 0; i < LARGE_ONES; i++) {
            sql("insert into item values ('%s', 7, 20)".formatted(sku(i)));
            Row ours = Row.of(sku(i), text, "20");
            saved(id(i), ours, ours.with(2, "" + (1_000 + i)), byRule("manual", ours));
          }
          List<Integer> parts = new ArrayList<>();
          List<String> ids =
              IntStream.range(0, LARGE_ONES).mapToObj(AlikeConflictsTest::id).toList();
          opened.conflicts().inParts(ids, part -> parts.add(part.size()));
          long most = BatchLimit.CHARS / (3 * LARGE) + 1;
          assertThat(parts).allMatch(size -> size <= most);
          assertThat(parts.stream().mapToInt(Integer::intValue).sum()).isEqualTo(LARGE_ONES);
          List<Seen> set = shown(0, LARGE_ONES);
          List<ListedQuestion> listed = set.stream().map(Seen::question).toList();
          assertThat(decisions.preview(listed, List.of("theirs")))
              .extracting(one -> one.question().id())
              .as("in order, though they were read in parts")
              .containsExactlyElementsOf(ids(listed));
          try (CountedCommands commands = new CountedCommands()) {
            assertThat(decisions.decide(set, true, "ann", null).decided()).isEqualTo(LARGE_ONES);
            assertThat(commands.sent())
                .as("commands of the store")
                .isBetween(3L * parts.size(), 10L * parts.size());
          }
          assertThat(opened.conflicts().openCount()).isZero();
        });
  }
}
