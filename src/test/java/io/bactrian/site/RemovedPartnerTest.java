package io.bactrian.site;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.apply.LoadScope;
import io.bactrian.changeset.Item.Request.What;
import io.bactrian.config.SiteConfiguration;
import io.bactrian.route.Retention;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A spoke by files leaves for good, is removed, and may yet come back under the same id. */
class RemovedPartnerTest {
  private static final String PRODUCTS = "select label from product order by code";

  @TempDir private Path dir;
  private TestSites sites;
  private TestSite hq;
  private TestSite c2;
  private String settings;
  private Path stick;

  /** Both have exchanged; a copy of each of the spoke's files is on a stick. */
  @BeforeEach
  void leave() throws Exception {
    sites = new TestSites(dir);
    hq = sites.hq.start();
    c2 = sites.c2.start();
    hq.sql("insert into article values (1, 'pen', 1.50, 10)");
    c2.sql("insert into product values (2, 'ink', 725, 4)");
    c2.exchange();
    stick = Files.createDirectories(dir.resolve("stick"));
    for (Path file : sites.files("to-hq/new")) {
      Files.copy(file, stick.resolve(file.getFileName()));
    }
    sites.byFiles();
    sites.byFiles();
    c2.stop();
    hq.stop();
    settings = Files.readString(settings());
    Files.writeString(settings(), settings.replaceAll("(?m)^partner\\.c2\\..*\\R?", ""));
    hq.start();
  }

  @AfterEach
  void stop() {
    sites.close();
  }

  private Path settings() {
    return hq.folder.resolve(SiteConfiguration.FILE);
  }

  private void comeBack() throws Exception {
    hq.stop();
    Files.writeString(settings(), settings);
    hq.start();
  }

  @Test
  void what_is_stored_of_it_goes_and_how_far_it_was_stays() throws Exception {
    PartnerCare care = hq.site().partnerCare();
    assertThat(care.former()).containsExactly("c2");
    hq.sql(
        "insert into bactrian_wait (stream, kind, table_name, row_hash, sequence, row_key, number,"
            + " reason, payload) values ('c2', 'PARKED', 'article', 'h', 0, '(9)', 1, 'why', '()')");
    assertThat(care.parked("c2")).isEqualTo(1);
    String before = stream();
    care.remove("c2");
    care.remove("c2");
    assertThat(stream()).isEqualTo(before);
    assertThat(hq.rows("select count(*) from bactrian_wait where stream = 'c2'"))
        .containsExactly("0");
    assertThat(hq.rows("select count(*) > 0 from bactrian_applied where source = 'c2'"))
        .containsExactly("TRUE");
    assertThat(hq.site().changesets().unacknowledged("c2")).isEmpty();
    assertThat(hq.site().changesets().lastSent("c2")).isPresent();
    assertThat(hq.site().changesets().abandoned("c2")).isTrue();
    assertThat(hq.site().changesets().setAside().told("c2")).isEmpty();
  }

  @Test
  void one_with_which_the_running_site_still_exchanges_is_known_to_be_in_use() throws Exception {
    assertThat(hq.site().partnerCare().isInUse("c2")).isFalse();
    comeBack();
    Files.writeString(settings(), settings.replaceAll("(?m)^partner\\.c2\\..*\\R?", ""));
    try (Site beside = Site.open(hq.folder)) {
      assertThat(beside.partnerCare().former()).containsExactly("c2");
      assertThat(beside.partnerCare().isInUse("c2")).isTrue();
      Path running = hq.folder.resolve("running.json");
      String told = Files.readString(running);
      Files.writeString(running, told.replace("\"partners\"", "\"others\""));
      assertThat(beside.partnerCare().isInUse("c2")).as("told by an earlier version").isTrue();
    }
  }

  private String stream() throws Exception {
    return hq.rows("select incarnation, number, hash from bactrian_stream where source = 'c2'")
        .get(0);
  }

  @Test
  void an_old_changeset_is_not_applied_again_when_the_id_is_used_again() throws Exception {
    hq.site().partnerCare().remove("c2");
    hq.sql("update article set title = 'newer' where id = 2");
    comeBack();
    for (Path file : stickFiles()) {
      Files.copy(file, sites.dir.resolve("to-hq/new").resolve(file.getFileName()));
    }
    hq.exchange();
    assertThat(sites.files("to-hq/new")).as("they were read").isEmpty();
    assertThat(hq.rows("select title from article where id = 2")).containsExactly("newer");
    assertThat(hq.site().conflicts().countsByRule()).isEmpty();
  }

  private List<Path> stickFiles() throws Exception {
    try (var files = Files.list(stick)) {
      return files.sorted().toList();
    }
  }

  @Test
  void one_that_returns_is_loaded_anew_and_both_are_in_step() throws Exception {
    hq.site().partnerCare().remove("c2");
    hq.sql("insert into article values (3, 'pad', 2.00, 7)");
    hq.exchange();
    purge();
    comeBack();
    c2.start().sql("update product set label = 'own ink' where code = 2");
    assertThat(hq.exchange()).singleElement().asString().contains("c2 was abandoned here");
    hq.site().loader("c2").ask(LoadScope.of(What.LOAD, List.of()), true);
    for (int turn = 0; turn < 3; turn++) {
      sites.byFiles();
    }
    assertThat(c2.rows(PRODUCTS)).containsExactly("pen", "own ink", "pad");
    assertThat(hq.rows("select title from article order by id"))
        .containsExactly("pen", "own ink", "pad");
    assertThat(hq.status().streams().get(1).repair()).isNull();
  }

  private void purge() {
    Retention retention = (Retention) hq.site().beans().get("purge");
    Exchange exchange = new DefaultExchange(new DefaultCamelContext());
    retention.settle(exchange);
    retention.purge(exchange);
  }
}
