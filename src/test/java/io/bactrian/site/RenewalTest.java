package io.bactrian.site;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.config.SiteConfiguration;
import io.bactrian.database.TestDatabase;
import io.bactrian.install.Installation;
import io.bactrian.wire.FreePort;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** Two sites run by HTTP on PostgreSQL; their tables and files change, and nobody restarts them. */
class RenewalTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @TempDir private Path dir;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final ExecutorService processes = Executors.newCachedThreadPool();
  private final List<Future<?>> runs = new ArrayList<>();
  private TestSite hq;
  private TestSite c1;

  @BeforeEach
  void start() throws Exception {
    int port = FreePort.next();
    hq = install("hq", "hub", "exchange.listen = 127.0.0.1:" + port, "c1");
    c1 =
        install(
            "c1",
            "spoke",
            "partner.hq.endpoint = http://127.0.0.1:%d/bactrian/exchange".formatted(port),
            "hq");
    run(hq);
    run(c1);
    changeArrives("insert into item values (1, 'Kettle')", "select * from item", "1|Kettle");
  }

  private TestSite install(String id, String role, String settings, String partner)
      throws Exception {
    Map<String, String> files = new LinkedHashMap<>();
    files.put(
        "application.properties",
        """
        site.id = %s
        site.role = %s
        site.system = store
        database.url = %s
        database.user = postgres
        exchange.long-poll = 50 ms
        partner.%s.system = store
        partner.%s.token = %s
        """
                .formatted(
                    id,
                    role,
                    ((PGSimpleDataSource) TestDatabase.postgres()).getUrl(),
                    partner,
                    partner,
                    TestSites.TOKEN)
            + settings);
    files.put("tables.yaml", tables(role, "item"));
    files.put(
        "transformers/store-to-store.yaml", "version: 1\nfrom: store\nto: store\nidentity: true\n");
    files.put("conflict-rules/store.yaml", "version: 1\ntables:\n  item: {rule: hub}\n");
    return TestSite.install(
        dir.resolve(id), files, "create table item (id bigint primary key, name text not null)");
  }

  private static String tables(String role, String... names) {
    StringBuilder text = new StringBuilder("tables:\n");
    for (String name : names) {
      text.append("  %s: {%s}\n".formatted(name, role.equals("hub") ? "destination: all" : ""));
    }
    return text.toString();
  }

  /** As `bactrian run` does. */
  private void run(TestSite site) {
    SiteConfiguration configuration = SiteConfiguration.read(site.folder);
    runs.add(
        processes.submit(
            () -> {
              try (SiteLock lock = SiteLock.take(site.folder)) {
                new SiteRun(
                        lock,
                        changed -> Installation.of(changed).findings().faults(),
                        most -> stop.await(most.toNanos(), TimeUnit.NANOSECONDS),
                        line -> {})
                    .run(configuration, () -> {});
                return null;
              }
            }));
  }

  @AfterEach
  void stop() throws Exception {
    stop.countDown();
    processes.shutdown();
    assertThat(processes.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
    for (Future<?> run : runs) {
      run.get();
    }
  }

  @Test
  void a_new_table_a_new_column_and_a_table_that_goes_are_taken_over_without_a_restart()
      throws Exception {
    for (TestSite site : List.of(c1, hq)) {
      site.sql("create table note (id integer primary key, text text)");
      write(site, "tables.yaml", tables(role(site), "item", "note"));
      assertThat(taken(site)).isTrue();
    }
    changeArrives("insert into note values (7, 'x')", "select * from note", "7|x");
    changeArrives(
        "insert into item values (2, 'Teapot')", "select * from item where id = 2", "2|Teapot");

    c1.sql("alter table item add column colour text");
    assertThat(taken(c1)).isTrue();
    c1.sql("insert into item values (9, 'Jug', 'blue')");
    until(() -> RunningState.read(new SiteFolder(hq.folder)).holds().containsKey("c1"));
    hq.sql("alter table item add column colour text");
    assertThat(taken(hq)).isTrue();
    until(() -> hq.rows("select colour from item where id = 9").equals(List.of("blue")));
    changeArrives(
        "update item set colour = 'red' where id = 1",
        "select colour from item where id = 1",
        "red");
    assertThat(beans()).containsExactlyInAnyOrder("c1", "hq");

    for (TestSite site : List.of(hq, c1)) {
      write(site, "tables.yaml", tables(role(site), "item"));
      assertThat(taken(site)).isTrue();
    }
    hq.sql("insert into note values (8, 'stays here')");
    changeArrives("delete from item where id = 2", "select count(*) from item", "2");
    assertThat(c1.rows("select id from note")).containsExactly("7");
  }

  @Test
  void what_is_faulty_is_refused_and_the_site_goes_on_as_it_was_until_it_is_corrected()
      throws Exception {
    String mapping = "transformers/store-to-store.yaml";
    String sound = Files.readString(hq.folder.resolve(mapping));
    write(hq, mapping, sound + "tables:\n  itm: {identity: true}\n");
    Renewal.Outcome outcome = installed(hq).orElseThrow();
    assertThat(outcome.well()).isFalse();
    assertThat(outcome.line())
        .contains(
            "Site hq has not taken over what was changed",
            "store-to-store.yaml:6",
            "unknown table `itm`",
            "It goes on as before; nothing is lost",
            "run `bactrian install` again");
    changeArrives(
        "insert into item values (3, 'Cup')", "select name from item where id = 3", "Cup");

    write(hq, mapping, sound);
    assertThat(taken(hq)).isTrue();
    assertThat(RunningState.read(new SiteFolder(hq.folder)).outages())
        .noneMatch(outage -> outage.route().equals(Renewal.OUTAGE));
    changeArrives("update item set name = 'Mug'", "select distinct name from item", "Mug");
  }

  @Test
  void settings_with_which_the_site_does_not_start_are_given_up_for_the_old_ones()
      throws Exception {
    String settings = "application.properties";
    String sound = Files.readString(hq.folder.resolve(settings));
    write(hq, settings, sound.replaceAll("listen = .*", "listen = 192.0.2.1:4711"));
    Renewal.Outcome outcome = installed(hq).orElseThrow();
    assertThat(outcome.well()).isFalse();
    assertThat(outcome.line()).contains("has not taken over what was changed", "192.0.2.1");
    changeArrives(
        "insert into item values (3, 'Cup')", "select name from item where id = 3", "Cup");
  }

  private static void write(TestSite site, String file, String text) throws Exception {
    Files.writeString(site.folder.resolve(file), text);
  }

  private static String role(TestSite site) {
    return site.folder.endsWith("hq") ? "hub" : "spoke";
  }

  /** As `bactrian install` does. */
  private static Optional<Renewal.Outcome> installed(TestSite site) throws Exception {
    Installation.of(site.folder).install();
    return new Renewal(SiteConfiguration.read(site.folder)).ask(PATIENCE);
  }

  private static boolean taken(TestSite site) throws Exception {
    Renewal.Outcome outcome = installed(site).orElseThrow();
    assertThat(outcome.line()).contains("has taken the changes over");
    return outcome.well();
  }

  private static List<String> beans() throws Exception {
    return ManagementFactory.getPlatformMBeanServer()
        .queryNames(new ObjectName("io.bactrian:type=Site,*"), null)
        .stream()
        .map(name -> ObjectName.unquote(name.getKeyProperty("site")))
        .toList();
  }

  private void changeArrives(String atHub, String query, String atSpoke) throws Exception {
    hq.sql(atHub);
    until(() -> c1.rows(query).equals(List.of(atSpoke)));
  }

  private static void until(Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.call()) {
      assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
      LockSupport.parkNanos(20_000_000);
    }
  }
}
