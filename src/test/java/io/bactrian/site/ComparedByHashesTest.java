package io.bactrian.site;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.apply.RowComparison;
import io.bactrian.apply.RowComparison.Counts;
import io.bactrian.changelog.LogEntry;
import io.bactrian.changeset.Item;
import io.bactrian.load.Loader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is sent so that a spoke that is said to be equal is compared, with 10,000 rows. */
class ComparedByHashesTest {
  @TempDir private Path dir;
  private TestSites sites;
  private TestSite hq;
  private TestSite c1;

  @BeforeEach
  void both_have_the_rows() throws Exception {
    sites = new TestSites(dir, "");
    hq = sites.hq;
    c1 = sites.c1;
    Path settings = hq.folder.resolve("application.properties");
    Files.writeString(
        settings, Files.readString(settings).replace("c1.start = log", "c1.start = equal"));
    hq.sql(
        "insert into article select \"X\", 'pen ' || \"X\", \"X\" / 4.0, 7 from"
            + " system_range(1, 10000)",
        "delete from bactrian_change");
    c1.sql(
        "insert into product select \"X\", 'pen ' || \"X\", \"X\" * 25, 7 from"
            + " system_range(1, 10000)",
        "delete from bactrian_change");
  }

  @AfterEach
  void stop() {
    sites.close();
  }

  private void compare() throws Exception {
    hq.start();
    c1.start();
    for (int round = 0; round < 6; round++) {
      assertThat(hq.exchange()).isEmpty();
      assertThat(c1.exchange()).isEmpty();
    }
  }

  /** What the site has told the other. */
  private static List<Item> told(TestSite site) throws Exception {
    List<Item> items = new ArrayList<>();
    try (var entries = site.site().changelog().read(0, site.status().position())) {
      while (entries.hasNext()) {
        LogEntry entry = entries.next();
        items.add(entry.item());
      }
    }
    return items;
  }

  private static long rows(List<Item> items) {
    return items.stream().filter(Item.Present.class::isInstance).count();
  }

  private static long size(List<Item> items) {
    return items.stream().mapToLong(Item::size).sum();
  }

  private RowComparison found() {
    return hq.site().loader("c1").comparison().orElseThrow();
  }

  @Test
  void where_all_are_equal_one_hash_for_each_table_is_sent() throws Exception {
    compare();
    assertThat(found().isComplete()).isTrue();
    assertThat(found().tables())
        .containsExactly(Map.entry("product", new Counts(10_000, 10_000, 0, 0)));
    assertThat(hq.status().streams().get(0).repair()).isNull();
    List<Item> up = told(c1);
    assertThat(rows(up)).isZero();
    assertThat(up.size()).isLessThan(10);
    assertThat(size(up)).isLessThan(100);
    assertThat(size(told(hq))).isZero();
  }

  @Test
  void where_three_differ_only_the_rows_of_their_ranges_are_sent_and_the_three_are_named()
      throws Exception {
    c1.sql(
        "update product set label = 'other' where code = 1234",
        "delete from product where code = 5678",
        "insert into product values (20000, 'own', 1, 1)",
        "delete from bactrian_change");
    compare();
    assertThat(found().isComplete()).isTrue();
    assertThat(found().tables())
        .containsExactly(Map.entry("product", new Counts(10_000, 9_998, 1, 1)));
    assertThat(found().named())
        .containsExactlyInAnyOrder(
            "product (1234) differs",
            "product (5678) is missing there",
            "product (20000) is only there");
    assertThat(hq.status().streams().get(0).repair())
        .contains("product, 1 missing there, 1 different, 1 only there", "product (1234) differs");
    List<Item> up = told(c1);
    assertThat(rows(up)).isBetween(2L, 100L);
    assertThat(size(up)).isLessThan(25_000); // 1,024 ranges of 12 bytes
    assertThat(size(told(hq))).isLessThan(1_000);
    assertThat(c1.rows("select label from product where code in (1234, 20000)"))
        .containsExactly("other", "own");
    assertThat(hq.site().conflicts().countsByRule()).isEmpty();
  }

  private static void stopWithinAPass(TestSite site, String partner, int round) {
    Loader loader = site.site().loader(partner);
    for (int pages = 0; pages < 3 && loader.underWay().isPresent(); pages++) {
      loader.step();
    }
    if (round < 3 && loader.underWay().isPresent()) {
      site.stop().start();
    }
  }

  @Test
  void a_comparison_goes_on_where_a_stop_left_it_at_either_site() throws Exception {
    c1.sql("update product set stock = 8 where code = 77", "delete from bactrian_change");
    hq.start();
    c1.start();
    for (int round = 0; round < 8; round++) {
      stopWithinAPass(hq, "c1", round);
      assertThat(hq.exchange()).isEmpty();
      stopWithinAPass(c1, "hq", round);
      assertThat(c1.exchange()).isEmpty();
    }
    assertThat(found().tables())
        .containsExactly(Map.entry("product", new Counts(10_000, 9_999, 1, 0)));
    assertThat(found().named()).containsExactly("product (77) differs");
  }
}
