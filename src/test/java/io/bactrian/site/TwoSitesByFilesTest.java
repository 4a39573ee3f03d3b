package io.bactrian.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Files on their way get lost, come twice, and overtake each other. Each test begins in step. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TwoSitesByFilesTest {
  private static final String PRODUCTS = "select code, label from product order by code";

  private Path dir;
  private TestSites sites;
  private TestSite hq;
  private TestSite c2;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    dir = folder;
    sites = new TestSites(dir);
    hq = sites.hq.start();
    c2 = sites.c2.start();
  }

  @AfterAll
  void stop() {
    sites.close();
  }

  @BeforeEach
  void empty() throws Exception {
    hq.sql("delete from offer", "delete from article");
    sites.byFiles();
    c2.exchange();
    assertThat(c2.rows(PRODUCTS)).isEmpty();
    assertThat(c2.status().streams().get(0).gaps()).isZero();
    assertThat(sites.files("to-c2/new")).isEmpty();
    assertThat(sites.files("to-c2/rejected")).isEmpty();
  }

  /** One article, and the file that tells c2 of it. */
  private Path article(int id) throws Exception {
    hq.sql("insert into article values (%d, 'pen', 1.50, 10)".formatted(id));
    assertThat(hq.exchange()).isEmpty();
    var files = sites.files("to-c2/new");
    return files.get(files.size() - 1);
  }

  @Test
  void changes_go_both_ways_and_files_that_were_read_are_done() throws Exception {
    Path file = article(1);
    c2.sql("insert into product values (2, 'ink', 725, 4)");
    sites.byFiles();
    assertThat(c2.rows(PRODUCTS)).containsExactly("1|pen", "2|ink");
    assertThat(hq.rows("select id, price from article order by id"))
        .containsExactly("1|1.50", "2|7.25");
    assertThat(file.getFileName().toString()).matches("hq-c2-1-\\d{12}\\.xml\\.gz");
    assertThat(dir.resolve("to-c2/done").resolve(file.getFileName())).exists();
    assertThat(hq.status().streams().get(1).pendingChanges()).isZero();
  }

  @Test
  void a_lost_file_shows_as_a_gap_and_is_sent_again_the_same_to_the_last_bit() throws Exception {
    Path lost = article(1);
    byte[] bytes = Files.readAllBytes(lost);
    article(2);
    Files.delete(lost);
    c2.exchange();
    assertThat(c2.status().streams().get(0).gaps()).isEqualTo(1);
    assertThat(c2.rows(PRODUCTS)).isEmpty();
    hq.exchange();
    assertThat(lost).hasBinaryContent(bytes);
    c2.exchange();
    assertThat(c2.rows(PRODUCTS)).containsExactly("1|pen", "2|pen");
    assertThat(c2.status().streams().get(0).gaps()).isZero();
  }

  @Test
  void a_file_that_comes_twice_is_applied_once() throws Exception {
    Path file = article(1);
    Files.copy(file, file.resolveSibling("again-" + file.getFileName()));
    assertThat(c2.exchange()).isEmpty();
    long applied = c2.status().streams().get(0).applied();
    c2.sql("update product set label = 'mine'");
    Files.copy(dir.resolve("to-c2/done").resolve(file.getFileName()), file);
    assertThat(c2.exchange()).isEmpty();
    assertThat(c2.rows(PRODUCTS)).containsExactly("1|mine");
    assertThat(c2.status().streams().get(0).applied()).isEqualTo(applied);
    assertThat(sites.files("to-c2/rejected")).isEmpty();
  }

  @Test
  void files_that_overtake_each_other_are_applied_in_order() throws Exception {
    Path first = article(1);
    Path aside = Files.move(first, dir.resolve("slow"));
    hq.sql("update article set title = 'ink'");
    hq.exchange();
    Files.deleteIfExists(first);
    c2.exchange();
    assertThat(c2.rows(PRODUCTS)).isEmpty();
    Files.move(aside, first, StandardCopyOption.REPLACE_EXISTING);
    c2.exchange();
    assertThat(c2.rows(PRODUCTS)).containsExactly("1|ink");
  }

  @Test
  void a_row_reaches_the_site_that_its_column_names_and_leaves_the_other() throws Exception {
    sites.c1.start();
    everybody();
    hq.sql(
        "insert into article values (1, 'pen', 1.50, 10)",
        "insert into offer values (1, 1, 'c2', 'half')");
    everybody();
    assertThat(c2.rows("select * from offer")).containsExactly("1|1|half");
    assertThat(sites.c1.rows("select * from offer")).isEmpty();
    assertThat(sites.c1.rows("select code from product")).containsExactly("1");
    hq.sql("update offer set shop = 'c1'");
    everybody();
    assertThat(c2.rows("select * from offer")).isEmpty();
    assertThat(sites.c1.rows("select * from offer")).containsExactly("1|1|half");
  }

  private void everybody() throws Exception {
    sites.byFiles();
    assertThat(sites.c1.exchange()).isEmpty();
  }
}
