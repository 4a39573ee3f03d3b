package io.bactrian.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bactrian.config.SiteConfiguration;
import io.bactrian.monitor.Hold;
import io.bactrian.monitor.Outage;
import io.bactrian.monitor.StreamStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A changeset that can't be applied as a whole holds its stream, and nothing else. */
class HeldStreamTest {
  /** What is on hold is not tried again by time. */
  private static final String PATIENT = "retry.first = 1 h\nretry.most = 1 h\n";

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @TempDir private Path dir;
  private TestSites sites;
  private TestSite hq;
  private TestSite c1;

  /** A mapping as it was before it was broken. */
  private String whole;

  @BeforeEach
  void install() throws Exception {
    sites = new TestSites(dir, PATIENT);
    hq = sites.hq;
    c1 = sites.c1;
  }

  @AfterEach
  void stop() {
    sites.close();
  }

  private static void edit(TestSite site, String file, String old, String with) throws Exception {
    Path path = site.folder.resolve(file);
    String text = Files.readString(path);
    assertThat(text).contains(old);
    Files.writeString(path, text.replace(old, with));
  }

  private void breakMapping(TestSite site, String file) throws Exception {
    Path path = site.folder.resolve("transformers").resolve(file);
    whole = Files.readString(path);
    Files.writeString(path, whole.replace(", stock: stock}", "}"));
  }

  private void mendMapping(TestSite site, String file) throws Exception {
    Files.writeString(site.folder.resolve("transformers").resolve(file), whole);
  }

  private static StreamStatus stream(TestSite site) {
    return site.status().streams().get(0);
  }

  private static void until(Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.call()) {
      assertThat(System.nanoTime()).as("still waiting").isLessThan(deadline);
      LockSupport.parkNanos(10_000_000);
    }
  }

  @Test
  void a_column_that_the_mapping_does_not_know_holds_the_stream_and_the_other_one_goes_on()
      throws Exception {
    breakMapping(hq, "shop-to-office.yaml");
    hq.start().sql("insert into article values (1, 'pen', 1.50, 10)");
    c1.start().sql("insert into product values (2, 'ink', 725, 4)");
    assertThat(c1.exchange()).isEmpty();
    assertThat(c1.rows("select label from product order by code")).containsExactly("pen", "ink");
    assertThat(hq.rows("select title from article")).containsExactly("pen");
    Hold hold = stream(hq).hold();
    assertThat(hold.number()).isEqualTo(1);
    assertThat(hold.reason())
        .startsWith("Changeset c1→hq #1 not applied: transformers/shop-to-office.yaml:")
        .contains("`product.stock`", "The stream waits; nothing is lost", "bactrian retry c1")
        .doesNotContain("ink");
    assertThat(stream(c1).acknowledged()).isZero();
    hq.sql("update article set title = 'red pen'");
    c1.sql("update product set cents = 700 where code = 2");
    assertThat(c1.exchange()).isEmpty();
    assertThat(c1.rows("select label from product where code = 1")).containsExactly("red pen");
    assertThat(hq.exchange()).singleElement().asString().contains("c1→hq #1 not applied");
    mendMapping(hq, "shop-to-office.yaml");
    assertThat(hq.exchange()).isEmpty();
    assertThat(c1.exchange()).isEmpty();
    assertThat(hq.rows("select title, price, stock from article order by id"))
        .containsExactly("red pen|1.50|10", "ink|7.00|4");
    assertThat(stream(hq).hold()).isNull();
    assertThat(stream(c1).acknowledged()).isEqualTo(stream(c1).sent());
  }

  @Test
  void at_a_spoke_too_and_its_own_changes_still_go_to_the_hub() throws Exception {
    breakMapping(c1, "office-to-shop.yaml");
    hq.start().sql("insert into article values (1, 'pen', 1.50, 10)");
    c1.start().sql("insert into product values (2, 'ink', 725, 4)");
    assertThat(c1.exchange()).singleElement().asString().contains("hq→c1 #1 not applied");
    c1.sql("insert into product values (3, 'pad', 300, 1)");
    assertThat(c1.exchange()).hasSize(1);
    assertThat(hq.rows("select title from article order by id"))
        .containsExactly("pen", "ink", "pad");
    mendMapping(c1, "office-to-shop.yaml");
    assertThat(c1.exchange()).isEmpty();
    assertThat(c1.rows("select label from product order by code"))
        .containsExactly("pen", "ink", "pad");
  }

  @Test
  void it_goes_on_by_itself_once_the_mapping_is_mended_and_not_by_a_faulty_one() throws Exception {
    breakMapping(hq, "shop-to-office.yaml");
    hq.start(Runner.Mode.BY_ITSELF);
    c1.start(Runner.Mode.BY_ITSELF).sql("insert into product values (2, 'ink', 725, 4)");
    until(() -> stream(hq).hold() != null);
    edit(hq, "transformers/shop-to-office.yaml", "{from: cents", "{form: cents");
    until(() -> !hq.status().outages().isEmpty());
    assertThat(hq.status().outages())
        .singleElement()
        .asString()
        .contains(
            "read-changed-mappings", "the old ones stay in use", "shop-to-office.yaml", "`form`");
    mendMapping(hq, "shop-to-office.yaml");
    until(() -> hq.rows("select title from article").contains("ink"));
    until(() -> stream(c1).acknowledged() == 1);
    assertThat(hq.status().outages()).isEmpty();
    assertThat(stream(hq).hold()).isNull();
  }

  @Test
  void a_refused_row_of_a_table_that_says_so_holds_the_stream_until_somebody_asks()
      throws Exception {
    edit(hq, "tables.yaml", "{destination: all}", "{destination: all, on-refusal: hold}");
    hq.sql("alter table article add constraint few check (stock < 5 or title <> 'ink')");
    hq.start(Runner.Mode.BY_ITSELF);
    c1.start(Runner.Mode.BY_ITSELF)
        .sql(
            "insert into product values (2, 'ink', 725, 7)",
            "insert into product values (3, 'pad', 300, 1)");
    until(() -> stream(hq).hold() != null);
    assertThat(stream(hq).hold().reason())
        .contains("a row of `article` is refused", "`on-refusal: hold`", "bactrian retry c1")
        .doesNotContain("ink");
    assertThat(retry("c1").lines()).singleElement().asString().startsWith("c1: still on hold: ");
    assertThat(hq.rows("select title from article")).isEmpty();
    hq.sql("alter table article drop constraint few");
    assertThat(retry(null))
        .isEqualTo(
            new Retry.Outcome(List.of("c1: nothing is on hold", "c2: nothing is on hold"), true));
    until(() -> hq.rows("select title from article order by id").equals(List.of("ink", "pad")));
    assertThat(stream(hq).parked()).isZero();
  }

  @Test
  void a_try_that_fails_waits_like_any_other_and_is_done_once_what_failed_is_back()
      throws Exception {
    breakMapping(hq, "shop-to-office.yaml");
    hq.start(Runner.Mode.BY_ITSELF);
    c1.start(Runner.Mode.BY_ITSELF).sql("insert into product values (2, 'ink', 725, 4)");
    until(() -> stream(hq).hold() != null);
    c1.stop();
    hq.sql("alter table bactrian_stream rename to away");
    new RetryRequests(new SiteFolder(hq.folder)).place("c1", "first");
    until(() -> outage("retry-streams-on-hold-c1").isPresent());
    assertThat(outage("retry-streams-on-hold-c1").orElseThrow().next()).isNotNull();
    hq.sql("alter table away rename to bactrian_stream");
    mendMapping(hq, "shop-to-office.yaml");
    until(() -> retry("c1").well()); // other routes failed meanwhile, too
    assertThat(outage("retry-streams-on-hold-c1")).isEmpty();
    assertThat(hq.rows("select title from article")).containsExactly("ink");
  }

  private Optional<Outage> outage(String route) {
    return hq.site().problems().outages().now().stream()
        .filter(outage -> outage.route().equals(route))
        .findFirst();
  }

  private Retry.Outcome retry(String partner) throws Exception {
    return new Retry(SiteConfiguration.read(hq.folder)).ask(partner, PATIENCE);
  }

  @Test
  void who_asks_a_site_that_does_not_run_or_for_a_stranger_is_told_so() {
    assertThatThrownBy(() -> retry(null)).hasMessageContainingAll("does not run", "bactrian run");
    assertThatThrownBy(() -> retry("c9")).hasMessageContainingAll("no partner", "c1, c2");
  }

  @Test
  void a_file_is_done_with_and_kept_and_its_stream_goes_on_after_a_restart() throws Exception {
    TestSite c2 = sites.c2;
    breakMapping(hq, "shop-to-office.yaml");
    hq.start();
    c2.start().sql("insert into product values (2, 'ink', 725, 4)");
    assertThat(c2.exchange()).isEmpty();
    assertThat(hq.exchange()).singleElement().asString().contains("c2→hq #1 not applied");
    assertThat(sites.files("to-hq/new")).isEmpty();
    assertThat(sites.files("to-hq/done")).hasSize(1);
    c2.sql("insert into product values (3, 'pad', 300, 1)");
    c2.exchange();
    assertThat(hq.exchange()).hasSize(1);
    Hold hold = hq.status().streams().get(1).hold();
    hq.stop();
    assertThat(fromOutside().holds()).containsEntry("c2", hold);
    assertThat(hq.start().exchange()).hasSize(1);
    Hold again = hq.status().streams().get(1).hold();
    assertThat(again.since()).isEqualTo(hold.since());
    assertThat(again.tries()).isGreaterThan(hold.tries());
    assertThat(fromOutside().runs()).isTrue();
    hq.stop();
    mendMapping(hq, "shop-to-office.yaml");
    assertThat(hq.start().exchange()).isEmpty();
    assertThat(hq.rows("select title from article order by id")).containsExactly("ink", "pad");
    assertThat(fromOutside().holds()).isEmpty();
  }

  private RunningState fromOutside() {
    return RunningState.of(SiteConfiguration.read(hq.folder));
  }
}
