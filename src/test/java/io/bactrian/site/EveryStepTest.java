package io.bactrian.site;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.changeset.Item.Request.What;
import io.bactrian.config.SiteConfiguration;
import io.bactrian.routes.RouteFile;
import java.lang.management.ManagementFactory;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.camel.ConsumerTemplate;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three sites that run by themselves pass through each step of each route at least once. */
class EveryStepTest {
  /** Only for when something is broken. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** No file is sent again meanwhile. */
  private static final String OFTEN =
      """
      purge.schedule = 0/1 * * * * ?
      conflicts.keep = 365 d
      retry.interval = 50 ms
      capture.interval = 10 ms
      health.interval = 50 ms
      files.resend-after = 1 min
      decisions.interval = 20 ms
      """;

  /** A partner that is reached by another endpoint, and one that asks outside of its schedule. */
  private static final String MORE =
      """
      partner.c3.system = shop
      partner.c3.endpoint = seda:to-c3
      partner.c3.source = seda:from-c3
      partner.c4.system = shop
      partner.c4.token = another-for-this-test_kP3vX9bQ7mW2sT8dRf5J
      partner.c4.schedule = not * * * * * ?
      """;

  private final Map<String, Long> passed = new TreeMap<>();

  @TempDir private Path dir;

  @Test
  void every_step_of_every_route_is_passed() throws Exception {
    try (TestSites sites = new TestSites(dir, OFTEN)) {
      Path carried = Files.createDirectories(dir.resolve("carried"));
      sites.hq.add(MORE + "decisions.folder = " + carried + "\n").start(Runner.Mode.BY_ITSELF);
      sites.c1.start(Runner.Mode.BY_ITSELF);
      sites.c2.start(Runner.Mode.BY_ITSELF);
      changesGoBothWays(sites);
      badFilesAreSetAside(sites);
      peopleDecideInFiles(sites, carried);
      documentsGoByAnyEndpoint(sites);
      oneThatComesTooEarlyIsKept(sites);
      assertThat(retry(sites.hq).well()).isTrue();
      sites.hq.site().loader("c1").ask(What.LOAD, false);
      until(() -> passes("hq", "capture-page"));
      assertThat(sites.c1.exchange()).isEmpty();
      until(
          () ->
              passes("hq", "purge-confirmed")
                  && passes("hq", "archive-old-conflicts")
                  && passes("hq", "suspend-or-resume-routes")
                  && passes("hq", "retry-parked-and-deferred"));
      until(() -> passes("hq", "compare-triggers"));
      until(() -> sites.c1.status().streams().get(0).slowest().size() == 2);
      assertThat(sites.c1.status().streams().get(0).slowest())
          .allSatisfy(line -> assertThat(line).contains("hq-", " ms in "));
      count("hq");
      count("c1");
      count("c2");
    }
    assertThat(passed.entrySet()).filteredOn(step -> step.getValue() == 0).isEmpty();
    assertThat(passed).containsKeys(named());
  }

  private static Retry.Outcome retry(TestSite site) throws Exception {
    return new Retry(SiteConfiguration.read(site.folder)).ask(null, PATIENCE);
  }

  /** Steps that have an id, but for those in the end of a try, for which Camel has no counter. */
  private static String[] named() {
    Set<String> named = new TreeSet<>();
    for (RouteFile file : RouteFile.shipped()) {
      for (RouteFile.Route route : file.routes()) {
        RouteFile.values(route.body().get("from"), "id")
            .forEach(step -> named.add(route.id() + " " + step));
      }
    }
    named.removeAll(
        Set.of(
            "capture-changes close-batch",
            "apply-changeset end-transaction",
            "build-changeset end-build",
            "retry-stream end-try"));
    return named.toArray(String[]::new);
  }

  private static void changesGoBothWays(TestSites sites) throws Exception {
    sites.hq.sql("insert into article values (1, 'pen', 1.50, 10)");
    until(() -> !sites.c1.rows("select * from product").isEmpty());
    until(() -> !sites.c2.rows("select * from product").isEmpty());
    sites.c1.sql("update product set label = 'ink'");
    sites.c2.sql("update product set cents = 725");
    until(() -> sites.hq.rows("select title, price from article").contains("ink|7.25"));
  }

  private static void badFilesAreSetAside(TestSites sites) throws Exception {
    for (String folder : Set.of("to-hq", "to-c2")) {
      Files.writeString(sites.dir.resolve(folder).resolve("new/bad.xml.gz"), "bad");
      until(() -> sites.files(folder + "/rejected").size() == 2);
    }
  }

  private static void peopleDecideInFiles(TestSites sites, Path carried) throws Exception {
    until(
        () -> {
          sites.hq.sql("update article set price = price + 1");
          sites.c1.sql("update product set cents = cents + 700");
          return sites.hq.site().conflicts().openCount() > 0;
        });
    until(() -> passes("hq", "write-conflict-file"));
    Path inbox = Files.createDirectories(carried.resolve("decisions"));
    Files.writeString(inbox.resolve("bad.xml"), "<bad/>");
    Files.writeString(
        inbox.resolve("late.xml"),
        "<decision xmlns='urn:bactrian:decision:1' conflict='a' seen='b'"
            + " by='ann'><choose>ours</choose></decision>");
    until(() -> passes("hq", "take-decision"));
    until(() -> Files.exists(carried.resolve("rejected/bad.xml")));
  }

  private static void documentsGoByAnyEndpoint(TestSites sites) throws Exception {
    try (ConsumerTemplate out = sites.hq.runner().camelContext().createConsumerTemplate();
        ProducerTemplate in = sites.hq.runner().camelContext().createProducerTemplate()) {
      Exchange sent = out.receive("seda:to-c3", PATIENCE.toMillis());
      assertThat(sent.getMessage().getHeader(Exchange.FILE_NAME, String.class))
          .startsWith("hq-c3-1-");
      out.doneUoW(sent);
      in.sendBody("seda:from-c3", "bad");
    }
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(sites.address())
                    .header("Bactrian-Site", "c4")
                    .header("Authorization", "Bearer another-for-this-test_kP3vX9bQ7mW2sT8dRf5J")
                    .header("Bactrian-Wait", "0")
                    .POST(HttpRequest.BodyPublishers.noBody())
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
  }

  private static void oneThatComesTooEarlyIsKept(TestSites sites) throws Exception {
    Path early = Documents.changeset(sites.dir, "hq", "c2", 1_000);
    Files.move(early, sites.dir.resolve("to-c2/new").resolve(early.getFileName()));
    until(() -> sites.c2.status().streams().get(0).gaps() == 1);
  }

  private static void until(Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.call()) {
      assertThat(System.nanoTime()).as("still waiting").isLessThan(deadline);
      LockSupport.parkNanos(10_000_000);
    }
  }

  private static boolean passes(String site, String step) throws Exception {
    return steps(site).entrySet().stream()
        .anyMatch(s -> s.getKey().endsWith(" " + step) && s.getValue() > 0);
  }

  private static Map<String, Long> steps(String site) throws Exception {
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    Map<String, Long> steps = new TreeMap<>();
    for (ObjectName name :
        server.queryNames(
            new ObjectName("org.apache.camel:context=bactrian-" + site + ",type=processors,*"),
            null)) {
      steps.put(
          server.getAttribute(name, "RouteId") + " " + server.getAttribute(name, "ProcessorId"),
          (Long) server.getAttribute(name, "ExchangesTotal"));
    }
    return steps;
  }

  /** Steps for when something fails have no ids; they are tried where something does. */
  private void count(String site) throws Exception {
    steps(site).entrySet().stream()
        .filter(
            step ->
                !step.getKey()
                    .matches(
                        ".* ((hq|c1|c2|c3|c4)-)?(bean|doCatch|log|removeHeaders|setHeader|setBody|stop)\\d+"))
        .forEach(step -> passed.merge(inTemplate(step.getKey()), step.getValue(), Long::sum));
  }

  /** Routes of partners count for their template, steps without an id for their kind. */
  private static String inTemplate(String step) {
    return step.replaceFirst("-(hq|c1|c2|c3|c4) ", " ")
        .replaceFirst(" route-\\d+", " ")
        .replaceFirst(" (hq|c1|c2|c3|c4)-", " ")
        .replaceFirst("\\d+$", "");
  }
}
