package io.bactrian.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who does not show that it is a partner over HTTP is told nothing, and nothing of it is heard. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StrangersTest {
  private static final String OTHER = "the-token-of-c3_Hq8Zr4Lw6Nv1Xk5Tb7Yc2";

  private Path dir;
  private TestSites sites;
  private TestSite hq;
  private byte[] document;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    dir = folder;
    sites = new TestSites(dir);
    Files.writeString(
        sites.hq.folder.resolve("application.properties"),
        "partner.c3.system = shop\npartner.c3.token = " + OTHER + "\n",
        StandardOpenOption.APPEND);
    hq = sites.hq.start();
    hq.sql("insert into article values (1, 'pen', 1.50, 10)");
    hq.exchange(); // c2 has a changeset in its folder that it has not acknowledged
    ask("c1", TestSites.TOKEN, "Bactrian-Wait: 0"); // and c1 one that it was sent
    document = Files.readAllBytes(Documents.changeset(dir, "c2", "hq", 1));
  }

  @AfterAll
  void stop() {
    sites.close();
  }

  private RawRequest.Answer ask(String site, String token, String... headers) throws Exception {
    try (RawRequest request = new RawRequest(sites.port)) {
      return request.ask(site, token, headers).answer();
    }
  }

  /** Every way in which a stranger may name a partner: site and token. */
  private static List<String[]> names() {
    return List.of(
        new String[] {null, null},
        new String[] {null, TestSites.TOKEN},
        new String[] {"c1", null},
        new String[] {"c1", ""},
        new String[] {"c1", "wrong"},
        new String[] {"c1", TestSites.TOKEN + "x"},
        new String[] {"c1", TestSites.TOKEN.substring(1)},
        new String[] {"c1", OTHER},
        new String[] {"c2", null},
        new String[] {"c2", ""},
        new String[] {"c2", TestSites.TOKEN},
        new String[] {"c3", TestSites.TOKEN},
        new String[] {"c9", TestSites.TOKEN},
        new String[] {"hq", null},
        new String[] {"", TestSites.TOKEN},
        new String[] {"c1, c1", TestSites.TOKEN},
        new String[] {"c1\r\nBactrian-Site: c3", TestSites.TOKEN},
        new String[] {"c1", TestSites.TOKEN + "\r\nAuthorization: Bearer " + OTHER});
  }

  /** Every kind of request: its headers, and whether a body follows. */
  private static List<List<String>> requests() {
    return List.of(
        List.of("Bactrian-Wait: 0"),
        List.of("Bactrian-Wait: 60000"),
        List.of("Bactrian-Wait: 0", "Bactrian-Applied: 1"),
        List.of("Bactrian-Applied: 99"),
        List.of("Bactrian-Captured: run/99"),
        List.of("Bactrian-Wait: bad", "Bactrian-Applied: bad"),
        List.of("Bactrian-Wait: 0", "BODY"),
        List.of("Bactrian-Wait: 0", "Content-Type: multipart/form-data; boundary=x", "BODY"),
        List.of("Bactrian-Wait: 0", "Content-Type: application/x-www-form-urlencoded", "BODY"),
        List.of("Bactrian-Wait: 0", "Expect: 100-continue", "BODY"),
        List.of("Bactrian-Wait: 0", "Transfer-Encoding: chunked"),
        List.of("Bactrian-Wait: 0", "Content-Length: 4294967296"),
        List.of("Upgrade: h2c", "HTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA", "Connection: Upgrade"));
  }

  static Stream<List<String>> ways() {
    return requests().stream();
  }

  @ParameterizedTest
  @MethodSource("ways")
  void whoever_is_no_partner_over_http_is_answered_403_and_nothing_changes(List<String> way)
      throws Exception {
    List<String> headers = new ArrayList<>(way);
    boolean brings = headers.remove("BODY");
    if (brings) {
      headers.add("Content-Length: " + document.length);
    }
    String before = state();
    for (String[] name : names()) {
      try (RawRequest request = new RawRequest(sites.port)) {
        request.ask(name[0], name[1], headers.toArray(String[]::new));
        RawRequest.Answer answer = request.answer();
        assertThat(answer.status()).as("%s %s", name[0], way).isEqualTo(403);
        assertThat(answer.body()).isEmpty();
        assertThat(answer.headers()).containsOnlyKeys("connection", "content-length");
        assertThat(request.isClosed()).isTrue();
      }
    }
    assertThat(state()).isEqualTo(before);
  }

  /** What a stranger could have changed. */
  private String state() throws Exception {
    return hq.status().streams().toString()
        + hq.rows("select * from article")
        + hq.site().streams().lastExchange("c1")
        + hq.site().streams().lastExchange("c2")
        + sites.files("hq/spool");
  }

  @Test
  void a_query_names_nobody() throws Exception {
    try (RawRequest request = new RawRequest(sites.port)) {
      request.send(
          "POST /bactrian/exchange?Bactrian-Site=c1&Authorization=Bearer+%s HTTP/1.1\r\nHost: hub\r\n\r\n"
              .formatted(TestSites.TOKEN));
      assertThat(request.answer().status()).isEqualTo(403);
    }
  }

  @Test
  void strangers_are_one_line_in_the_log_and_none_of_their_words_is_in_it() throws Exception {
    hq.stop();
    hq.start();
    try (LogLines log = new LogLines()) {
      for (int i = 0; i < 100; i++) {
        assertThat(ask("evil-" + i, "evil", "Evil: evil").status()).isEqualTo(403);
      }
      assertThat(log.with("Refused over HTTP")).hasSize(1);
      assertThat(log.with("evil")).isEmpty();
    }
  }
}
