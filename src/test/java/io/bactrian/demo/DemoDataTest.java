package io.bactrian.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DemoDataTest {
  private static final List<String> SITES = List.of("hq", "c1", "c2");

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 200, 1_003, 100_000})
  void the_sites_together_change_as_many_rows_as_asked_in_transactions_of_up_to_a_hundred(int n) {
    DemoData data = new DemoData(42, n);
    long rows = 0;
    for (String site : SITES) {
      for (Iterator<Work> works = data.work(site); works.hasNext(); ) {
        int size = works.next().size();
        assertThat(size).isBetween(1, 100);
        rows += size;
      }
    }
    assertThat(rows).isEqualTo(n);
  }

  @Test
  void the_same_seed_gives_the_same_work_and_another_seed_another() {
    assertThat(words(7)).isEqualTo(words(7)).isNotEqualTo(words(8));
  }

  private static List<String> words(long seed) {
    DemoData data = new DemoData(seed, 300);
    List<String> words = new ArrayList<>();
    for (Iterator<Work> works = data.work("c1"); works.hasNext(); ) {
      works
          .next()
          .rows()
          .forEach((what, rows) -> rows.forEach(row -> words.add(what + Arrays.toString(row))));
    }
    return words;
  }

  @Test
  void the_work_and_the_trickle_after_it_find_every_row_on_the_shipped_schemas() throws Exception {
    DemoData data = new DemoData(42, 4_000);
    try (DemoDatabase database = new DemoDatabase()) {
      database.fill(data);
      for (String site : SITES) {
        try (Connection connection = database.connect(site)) {
          long rows = Work.doAll(connection, data.work(site), done -> {});
          assertThat(rows).isEqualTo(data.share(site));
          Iterator<Work> trickle = data.trickle(site);
          List<Work> some = IntStream.range(0, 200).mapToObj(i -> trickle.next()).toList();
          Work.doAll(connection, some.iterator(), done -> {});
        }
      }
    }
  }

  @Test
  void head_office_and_the_shops_never_give_the_same_key_to_two_new_rows() {
    DemoData data = new DemoData(3, 8_000);
    List<String> keys = new ArrayList<>();
    for (Iterator<Work> works = data.work("hq"); works.hasNext(); ) {
      List<Object[]> orders = works.next().rows().getOrDefault(Statement.NEW_ORDER, List.of());
      orders.forEach(row -> keys.add(row[0] + "-" + row[1]));
    }
    for (String shop : List.of("c1", "c2")) {
      for (Iterator<Work> works = data.work(shop); works.hasNext(); ) {
        var rows = works.next().rows();
        rows.getOrDefault(Statement.NEW_TICKET, List.of()).forEach(row -> keys.add("" + row[0]));
        rows.getOrDefault(Statement.NEW_CLIENT, List.of()).forEach(row -> keys.add("" + row[0]));
      }
    }
    assertThat(keys).hasSizeGreaterThan(500).doesNotHaveDuplicates();
  }

  @Test
  void nothing_to_do_is_refused() {
    assertThatThrownBy(() -> new DemoData(1, 0)).hasMessageContaining("--changes 0");
  }
}
