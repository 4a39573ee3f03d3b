package io.bactrian.site;

import static java.lang.ProcessBuilder.Redirect.DISCARD;
import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.monitor.StoreSilence;
import io.bactrian.problem.ProblemException;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two sites that run by themselves on a PostgreSQL of their own, which is killed or stands still.
 */
class OutageTest {
  private static final String ITEMS = "select id, name from item order by id";
  private static final Duration GRACE = Duration.ofSeconds(20);

  @TempDir private Path dir;
  private EmbeddedPostgres postgres;
  private TestSite hq;
  private TestSite c1;

  @BeforeEach
  void start() throws Exception {
    postgres =
        EmbeddedPostgres.builder()
            .setServerConfig("fsync", "off")
            .setServerConfig(
                "synchronous_commit", "on") // a kill must lose nothing that it said is there
            .setDataDirectory(dir.resolve("postgres"))
            .start();
    hq =
        install(
            "hq",
            "hub",
            "c1",
            "partner.c1.endpoint = file:../to-c1/new\npartner.c1.source = file:../to-hq/new\n");
    c1 =
        install(
            "c1",
            "spoke",
            "hq",
            "partner.hq.endpoint = file:../to-hq/new\npartner.hq.source = file:../to-c1/new\n");
    hq.start(Runner.Mode.BY_ITSELF);
    c1.start(Runner.Mode.BY_ITSELF);
  }

  @AfterEach
  void stop() throws IOException {
    c1.close();
    hq.close();
    postgres.close();
  }

  private TestSite install(String id, String role, String partner, String settings)
      throws Exception {
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("create database " + id);
    }
    Map<String, String> files = new LinkedHashMap<>();
    files.put(
        "application.properties",
        """
        site.id = %s
        site.role = %s
        site.system = store
        database.url = %s
        database.user = postgres
        capture.interval = 20 ms
        files.interval = 20 ms
        files.resend-after = 1 s
        retry.first = 100 ms
        retry.most = 1 s
        partner.%s.system = store
        %s"""
            .formatted(id, role, postgres.getJdbcUrl("postgres", id), partner, settings));
    files.put(
        "tables.yaml",
        "tables:\n  item: {%s}\n".formatted(role.equals("hub") ? "destination: all" : ""));
    files.put(
        "transformers/store-to-store.yaml", "version: 1\nfrom: store\nto: store\nidentity: true\n");
    files.put("conflict-rules/store.yaml", "version: 1\ntables:\n  item: {rule: hub}\n");
    return TestSite.install(
        dir.resolve(id), files, "create table item (id bigint primary key, name text not null)");
  }

  private void inStep(int rows) throws Exception {
    until(() -> hq.rows(ITEMS).size() == rows && hq.rows(ITEMS).equals(c1.rows(ITEMS)));
  }

  @Test
  void a_database_that_is_killed_and_comes_back_is_used_again_and_nothing_is_lost()
      throws Exception {
    hq.sql("insert into item select n, 'hub ' || n from generate_series(1, 100) n");
    inStep(100);
    c1.sql("insert into item select n, 'spoke ' || n from generate_series(101, 200) n");
    hq.sql("insert into item select n, 'hub ' || n from generate_series(201, 300) n");
    List<String> command = kill();
    until(() -> fails(hq, "watch-outbox") && fails(c1, "watch-outbox"));
    until(() -> StoreSilence.of(hq.site().problems().outages().now()).containsKey("database"));
    var outage = hq.site().problems().outages().now().get(0);
    assertThat(outage.next()).isNotNull();
    Process again =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(DISCARD).start();
    inStep(300);
    until(
        () ->
            hq.site().problems().outages().now().isEmpty()
                && c1.site().problems().outages().now().isEmpty());
    again.destroy();
  }

  /**
   * With all that belongs to it.
   *
   * @return what starts it again; as root it must not run
   */
  private List<String> kill() throws Exception {
    String pid = Files.readAllLines(dir.resolve("postgres/postmaster.pid")).get(0);
    ProcessHandle postmaster = ProcessHandle.of(Long.parseLong(pid.strip())).orElseThrow();
    List<String> command = new ArrayList<>();
    if (System.getProperty("user.name").equals("root")) {
      command.addAll(List.of("unshare", "-U"));
    }
    command.add(postmaster.info().command().orElseThrow());
    command.addAll(List.of(postmaster.info().arguments().orElseThrow()));
    List<ProcessHandle> all = postmaster.descendants().toList();
    postmaster.destroyForcibly();
    all.forEach(ProcessHandle::destroyForcibly);
    postmaster.onExit().get(10, TimeUnit.SECONDS);
    // where nobody takes note of a process that has ended, the next one would think it is alive
    Files.delete(dir.resolve("postgres/postmaster.pid"));
    return command;
  }

  private static boolean fails(TestSite site, String route) {
    return site.site().problems().outages().now().stream().anyMatch(o -> o.route().equals(route));
  }

  @Test
  void a_stop_in_the_middle_of_an_apply_rolls_it_back_and_the_next_start_does_it_once()
      throws Exception {
    hq.sql("insert into item select n, 'hub ' || n from generate_series(1, 100) n");
    inStep(100);
    try (Connection other = postgres.getDatabase("postgres", "c1").getConnection();
        Statement lock = other.createStatement()) {
      other.setAutoCommit(false);
      lock.execute("select * from item where id = 50 for update");
      hq.sql("update item set name = 'new ' || id");
      until(() -> blocked("c1"));
      stopsInTime(c1);
      other.rollback();
    }
    assertThat(c1.rows("select id from item where name like 'new %'")).isEmpty();
    c1.start(Runner.Mode.BY_ITSELF);
    inStep(100);
    assertThat(c1.rows("select id from item where name like 'new %'")).hasSize(100);
  }

  @Test
  void a_stop_between_the_changelog_and_the_outbox_captures_nothing_twice() throws Exception {
    inStep(0);
    long before = hq.status().position();
    try (Connection other = postgres.getDatabase("postgres", "hq").getConnection();
        Statement lock = other.createStatement()) {
      other.setAutoCommit(false);
      lock.execute("lock table bactrian_stream in exclusive mode");
      hq.sql("insert into item select n, 'hub ' || n from generate_series(1, 1000) n");
      until(() -> blocked("hq"));
      stopsInTime(hq);
      other.rollback();
    }
    hq.start(Runner.Mode.BY_ITSELF);
    inStep(1000);
    until(() -> !hq.status().outbox());
    assertThat(hq.status().position() - before).isBetween(1000L, 1010L); // and some markers
  }

  private static void stopsInTime(TestSite site) {
    long begun = System.nanoTime();
    site.stop();
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(GRACE);
  }

  /** Whether a session of this database waits for a lock. */
  private boolean blocked(String database) throws SQLException {
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement();
        var found =
            statement.executeQuery(
                "select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = '%s'"
                    .formatted(database))) {
      return found.next();
    }
  }

  private static void until(Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
    while (!holds(condition)) {
      assertThat(System.nanoTime()).as("still waiting").isLessThan(deadline);
      LockSupport.parkNanos(20_000_000);
    }
  }

  /** What can't be asked because the database is away does not hold. */
  private static boolean holds(Callable<Boolean> condition) throws Exception {
    try {
      return condition.call();
    } catch (SQLException | ProblemException away) {
      return false;
    }
  }
}
