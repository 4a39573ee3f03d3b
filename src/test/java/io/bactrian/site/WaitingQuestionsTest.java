package io.bactrian.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A question that waits costs nothing and ends when it should. */
class WaitingQuestionsTest {
  private static final String OTHER = "the-token-of-c3_Hq8Zr4Lw6Nv1Xk5Tb7Yc2";
  private static final String LONG = "Bactrian-Wait: 300000";

  @TempDir private Path dir;
  private TestSites sites;
  private TestSite hq;
  private final List<RawRequest> open = new ArrayList<>();

  @BeforeEach
  void start() throws Exception {
    sites = new TestSites(dir);
    Path settings = sites.hq.folder.resolve("application.properties");
    Files.writeString(
        settings, Files.readString(settings).replace("long-poll = 20 ms", "long-poll = 5 min"));
    Files.writeString(
        settings,
        "partner.c3.system = shop\npartner.c3.token = " + OTHER + "\n",
        StandardOpenOption.APPEND);
    hq = sites.hq.start();
  }

  @AfterEach
  void stop() throws Exception {
    for (RawRequest request : open) {
      request.close();
    }
    sites.close();
  }

  private RawRequest ask(String site, String token, String... headers) throws Exception {
    RawRequest request = new RawRequest(sites.port);
    open.add(request);
    return request.ask(site, token, headers);
  }

  private RawRequest waiting(String... headers) throws Exception {
    List<String> all = new ArrayList<>(List.of(LONG));
    all.addAll(List.of(headers));
    RawRequest request = ask("c1", TestSites.TOKEN, all.toArray(String[]::new));
    until(() -> workers() == 0);
    return request;
  }

  /** Threads that are at work on a round now. */
  private static long workers() {
    return Thread.getAllStackTraces().entrySet().stream()
        .filter(thread -> thread.getKey().getName().startsWith("rounds"))
        .filter(
            thread ->
                List.of(thread.getValue()).toString().contains("io.bactrian.site.RoutedRounds"))
        .count();
  }

  static void until(Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    while (!condition.call()) {
      assertThat(System.nanoTime()).as("still waiting").isLessThan(deadline);
      LockSupport.parkNanos(2_000_000);
    }
  }

  @Test
  void a_newer_question_ends_the_older_one_of_the_same_partner_at_once() throws Exception {
    RawRequest older = waiting();
    RawRequest newer = waiting();
    assertThat(older.answer().status()).isEqualTo(204);
    hq.sql("insert into article values (1, 'pen', 1.50, 10)");
    hq.exchange();
    assertThat(newer.answer().status()).isEqualTo(200);
  }

  @Test
  void thirty_questions_with_one_token_hold_no_thread_and_delay_nobody() throws Exception {
    List<RawRequest> thirty = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      thirty.add(ask("c1", TestSites.TOKEN, LONG));
    }
    assertThat(ask("c3", OTHER, "Bactrian-Wait: 0").answer().status()).isEqualTo(204);
    until(() -> workers() == 0);
    for (RawRequest request : thirty.subList(0, 29)) {
      assertThat(ended(request)).isTrue();
    }
    hq.sql("insert into article values (1, 'pen', 1.50, 10)");
    hq.exchange();
    assertThat(thirty.get(29).answer().status()).isEqualTo(200);
  }

  /** Answered, or cut: a partner has a few connections only. */
  private static boolean ended(RawRequest request) {
    try {
      return List.of(204, 503).contains(request.answer().status());
    } catch (java.net.SocketTimeoutException e) {
      return false;
    } catch (java.io.IOException e) {
      return true;
    }
  }

  @Test
  void what_is_captured_answers_it_and_a_question_that_counts_less_than_a_wake_is_not_kept()
      throws Exception {
    RawRequest question = waiting("Bactrian-Captured: run/3");
    assertThat(ask("c1", TestSites.TOKEN, "Bactrian-Captured: run/3").answer().status())
        .isEqualTo(204);
    assertThat(question.isSilent(100)).isTrue();
    assertThat(ask("c1", TestSites.TOKEN, "Bactrian-Captured: run/4").answer().status())
        .isEqualTo(204);
    RawRequest.Answer answer = question.answer();
    assertThat(answer.status()).isEqualTo(204);
    assertThat(answer.headers()).containsKey("bactrian-applied");
    RawRequest late = ask("c1", TestSites.TOKEN, LONG, "Bactrian-Captured: run/3");
    assertThat(late.answer().headers()).containsKey("bactrian-applied");
  }

  @Test
  void nobody_waits_longer_than_it_said() throws Exception {
    RawRequest.Answer answer = ask("c1", TestSites.TOKEN, "Bactrian-Wait: 50").answer();
    assertThat(answer.status()).isEqualTo(204);
    assertThat(answer.headers()).containsEntry("bactrian-applied", "0");
  }

  @Test
  void a_hub_that_stops_says_so_to_whoever_waits() throws Exception {
    RawRequest question = waiting();
    hq.stop();
    RawRequest.Answer answer = question.answer();
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.headers()).containsEntry("bactrian-stopping", "hq");
  }

  @Test
  void a_spoke_whose_hub_stops_says_so_in_one_line() throws Exception {
    try (LogLines log = new LogLines()) {
      Path settings = sites.c1.folder.resolve("application.properties");
      Files.writeString(
          settings,
          Files.readString(settings).replace("long-poll = 20 ms", "long-poll = 5 min")
              + "retry.first = 10 ms\nretry.most = 10 ms\n");
      sites.c1.start(Runner.Mode.BY_ITSELF);
      until(() -> hq.site().streams().lastExchange("c1") != null);
      hq.stop();
      until(() -> failures() > 5);
      assertThat(log.with("keep-exchanging-http")).hasSize(1);
      assertThat(log.with("keep-exchanging-http").get(0)).contains("hq stops");
    }
  }

  private long failures() {
    return sites.c1.site().problems().outages().now().stream()
        .mapToLong(io.bactrian.monitor.Outage::count)
        .sum();
  }
}
