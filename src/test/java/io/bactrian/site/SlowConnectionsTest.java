package io.bactrian.site;

import static io.bactrian.site.WaitingQuestionsTest.until;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Who is slow, or takes more than its share, is cut off; nothing of it stays. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SlowConnectionsTest {
  private static final String SHORT =
      """
      exchange.head-time = 1 s
      exchange.idle-time = 1 s
      exchange.least-rate = 1 KiB
      exchange.max-strangers = 20
      exchange.max-body = 8 MiB
      """;

  private TestSites sites;

  @BeforeAll
  void start(@TempDir Path dir) throws Exception {
    sites = new TestSites(dir, SHORT);
    sites.hq.start();
  }

  @AfterAll
  void stop() {
    sites.close();
  }

  private RawRequest connect() throws Exception {
    return new RawRequest(sites.port);
  }

  private RawRequest body(int length) throws Exception {
    return connect().ask("c1", TestSites.TOKEN, "Bactrian-Wait: 0", "Content-Length: " + length);
  }

  private void nothingStays() throws Exception {
    until(() -> sites.files("hq/spool").isEmpty());
    try (RawRequest honest = connect()) {
      assertThat(honest.ask("c1", TestSites.TOKEN, "Bactrian-Wait: 0").answer().status())
          .isEqualTo(204);
    }
  }

  private static long count(String attribute) throws Exception {
    return ((Number)
            ManagementFactory.getPlatformMBeanServer()
                .getAttribute(new ObjectName("io.bactrian:type=Door,site=\"hq\""), attribute))
        .longValue();
  }

  @Test
  void half_a_head_or_none_is_cut() throws Exception {
    long before = count("Cut");
    try (RawRequest silent = connect();
        RawRequest half = connect().send(RawRequest.head("c1", TestSites.TOKEN));
        RawRequest line = connect().send("POST /bac")) {
      assertThat(silent.isClosed() && half.isClosed() && line.isClosed()).isTrue();
    }
    assertThat(count("Cut") - before).isEqualTo(3);
    nothingStays();
  }

  @Test
  void a_head_that_comes_byte_by_byte_has_no_more_time() throws Exception {
    long begun = System.nanoTime();
    try (RawRequest slow = connect()) {
      drip(slow, RawRequest.head("c1", TestSites.TOKEN));
      assertThat(slow.isClosed()).isTrue();
    }
    assertThat(System.nanoTime() - begun).isLessThan(20_000_000_000L);
  }

  /** Until the other end has enough of it. */
  private static void drip(RawRequest to, String text) {
    try {
      for (int i = 0; i < 2_000; i++) {
        to.send(text.substring(i % text.length(), i % text.length() + 1));
        LockSupport.parkNanos(20_000_000);
      }
    } catch (java.io.IOException cut) {
      return;
    }
    throw new AssertionError("never cut");
  }

  @Test
  void a_body_that_stops_or_drips_is_cut_and_its_file_removed() throws Exception {
    try (RawRequest stopped = body(1_000_000).send(new byte[50_000])) {
      assertThat(stopped.isClosed()).isTrue();
    }
    nothingStays();
    try (RawRequest dripping = body(1_000_000)) {
      drip(dripping, "x");
    }
    nothingStays();
  }

  @Test
  void a_body_whose_sender_goes_leaves_nothing() throws Exception {
    RawRequest gone = body(1_000_000).send(new byte[50_000]);
    until(() -> !sites.files("hq/spool").isEmpty());
    gone.close();
    nothingStays();
  }

  @Test
  void a_chunked_body_that_grows_too_large_is_refused_on_the_way() throws Exception {
    try (RawRequest request = connect()) {
      request.ask(
          "c1",
          TestSites.TOKEN,
          "Bactrian-Wait: 0",
          "Expect: 100-continue",
          "Transfer-Encoding: chunked");
      assertThat(request.answer().status()).isEqualTo(100);
      byte[] chunk = new byte[1 << 20];
      try {
        for (int i = 0; i < 20; i++) {
          request.send("100000\r\n").send(chunk).send("\r\n");
        }
      } catch (java.io.IOException closed) {
        // it was refused while we sent
      }
      assertThat(request.isClosed()).isTrue();
    }
    nothingStays();
  }

  @Test
  void strangers_make_room_for_newer_ones_and_a_partner_gets_in() throws Exception {
    List<RawRequest> crowd = new ArrayList<>();
    try {
      for (int i = 0; i < 100; i++) {
        crowd.add(connect().send("POST /"));
      }
      try (RawRequest honest = connect()) {
        assertThat(honest.ask("c1", TestSites.TOKEN, "Bactrian-Wait: 0").answer().status())
            .isEqualTo(204);
      }
      until(() -> count("Connections") <= 20);
    } finally {
      for (RawRequest each : crowd) {
        each.close();
      }
    }
  }

  @Test
  void a_partner_keeps_a_few_connections_only() throws Exception {
    List<RawRequest> many = new ArrayList<>();
    try {
      for (int i = 0; i < 30; i++) {
        RawRequest each = connect();
        many.add(each);
        assertThat(each.ask("c1", TestSites.TOKEN, "Bactrian-Wait: 0").answer().status())
            .isEqualTo(204);
        assertThat(count("Connections")).isLessThan(20);
      }
    } finally {
      for (RawRequest each : many) {
        each.close();
      }
    }
  }

  @Test
  void a_disk_that_takes_nothing_is_told_and_nothing_is_lost() throws Exception {
    until(() -> sites.files("hq/spool").isEmpty());
    Path spool = sites.hq.folder.resolve("spool");
    Files.delete(spool);
    sites.c1.start();
    sites.c1.sql("insert into product values (2, 'ink', 725, 4)");
    assertThat(sites.c1.exchange())
        .singleElement()
        .asString()
        .contains("507", "nothing is lost")
        .doesNotContain(spool.toString()); // no business of the spoke's
    assertThat(sites.hq.site().problems().outages().now())
        .singleElement()
        .asString()
        .contains("receive-changeset-http-c1", "spool");
    Files.createDirectory(spool);
    assertThat(sites.c1.exchange()).isEmpty();
    assertThat(sites.hq.site().problems().outages().now()).isEmpty();
    assertThat(sites.hq.rows("select title from article where id = 2")).containsExactly("ink");
    sites.c1.stop();
  }
}
