package io.bactrian.site;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.changeset.Item.Request.What;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows that only the hub has written since a spoke got them are no conflict of a load. */
class LoadUnderWritesTest {
  private static final String ARTICLES = "select id, title from article order by id";
  private static final String PRODUCTS = "select code, label from product order by code";

  @TempDir private Path dir;
  private TestSites sites;
  private TestSite hq;
  private TestSite c2;

  @BeforeEach
  void start() throws Exception {
    sites = new TestSites(dir);
    hq = sites.hq;
    c2 = sites.c2;
    hq.sql("insert into article select \"X\", 'pen', 1, 1 from system_range(1, 40)");
    hq.start();
    c2.start();
    sites.byFiles();
  }

  @AfterEach
  void stop() {
    sites.close();
  }

  /** Leaves what the spoke has, for comparison, in a file that head office has not read. */
  private void loadThroughTheSpokesRows() throws Exception {
    hq.site().loader("c2").ask(What.LOAD, false);
    hq.exchange();
    c2.exchange();
  }

  @Test
  void rows_that_the_hub_changes_while_the_spokes_copies_are_under_way_are_no_conflicts()
      throws Exception {
    loadThroughTheSpokesRows();
    hq.sql("update article set title = 'biro' where id <= 20", "delete from article where id > 30");
    sites.byFiles();
    sites.byFiles();
    assertThat(hq.site().conflicts().countsByRule()).isEmpty();
    assertThat(c2.site().conflicts().countsByRule()).isEmpty();
    assertThat(c2.rows(PRODUCTS)).hasSize(30).isEqualTo(hq.rows(ARTICLES));
    assertThat(hq.site().loader("c2").underWay()).isEmpty();
  }

  @Test
  void a_row_that_was_removed_while_an_earlier_load_ended_is_no_conflict_of_the_next()
      throws Exception {
    loadThroughTheSpokesRows();
    hq.site().loader("c2").ask(What.LOAD, false);
    hq.sql("delete from article where id = 7", "insert into article values (7, 'new', 1, 1)");
    hq.exchange();
    hq.sql("delete from article where id = 8");
    c2.exchange();
    hq.sql("delete from article where id = 7");
    sites.byFiles();
    sites.byFiles();
    assertThat(hq.site().conflicts().countsByRule()).isEmpty();
    assertThat(c2.rows(PRODUCTS)).hasSize(38).isEqualTo(hq.rows(ARTICLES));
  }

  @Test
  void what_the_spoke_changed_and_lost_is_recorded_once_by_its_rule() throws Exception {
    hq.site().loader("c2").ask(What.LOAD, false);
    hq.exchange();
    c2.sql("update product set label = 'ink' where code = 1", "delete from product where code = 2");
    hq.sql("update article set title = 'biro' where id <= 2", "delete from article where id = 3");
    c2.sql("update product set label = 'ink' where code = 3");
    c2.exchange();
    sites.byFiles();
    sites.byFiles();
    assertThat(hq.site().conflicts().countsByRule()).doesNotContainKey("reload").isNotEmpty();
    assertThat(c2.rows(PRODUCTS)).isEqualTo(hq.rows(ARTICLES));
  }

  @Test
  void a_row_that_only_the_spoke_has_and_never_sent_is_kept_in_a_record() throws Exception {
    c2.sql("insert into product values (99, 'of nobody', 1, 1)", "delete from bactrian_change");
    loadThroughTheSpokesRows();
    hq.sql("update article set title = 'biro'");
    sites.byFiles();
    sites.byFiles();
    assertThat(hq.site().conflicts().countsByRule()).containsOnlyKeys("reload");
    assertThat(c2.rows(PRODUCTS)).hasSize(40);
  }
}
