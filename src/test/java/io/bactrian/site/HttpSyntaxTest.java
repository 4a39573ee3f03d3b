package io.bactrian.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is no round is refused for its head, in a sentence to a partner, and nothing of it is read.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HttpSyntaxTest {
  private TestSites sites;

  @BeforeAll
  void start(@TempDir Path dir) throws Exception {
    sites = new TestSites(dir, "exchange.max-body = 1 MiB\n");
    sites.hq.start();
  }

  @AfterAll
  void stop() {
    sites.close();
  }

  private RawRequest.Answer partner(String... headers) throws Exception {
    try (RawRequest request = new RawRequest(sites.port)) {
      return request.ask("c1", TestSites.TOKEN, headers).answer();
    }
  }

  private RawRequest.Answer sent(String text) throws Exception {
    try (RawRequest request = new RawRequest(sites.port)) {
      RawRequest.Answer answer = request.send(text).answer();
      assertThat(request.isClosed()).isTrue();
      return answer;
    }
  }

  @ParameterizedTest
  @CsvSource({
    "Bactrian-Applied, x",
    "Bactrian-Applied, -1",
    "Bactrian-Applied, 1.0",
    "Bactrian-Applied, 9999999999999999999",
    "Bactrian-Applied, ''",
    "Bactrian-Applied, 0x10",
    "Bactrian-Applied, //",
    "Bactrian-Applied, 1e3",
    "Bactrian-Wait, ''",
    "Bactrian-Wait, 0x10",
    "Bactrian-Wait, //",
    "Bactrian-Wait, x",
    "Bactrian-Wait, -1",
    "Bactrian-Wait, 99999999999999999999999999",
  })
  void a_bad_number_in_a_header_is_400_with_a_sentence(String header, String value)
      throws Exception {
    RawRequest.Answer answer = partner(header + ": " + value);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).contains(header, "is no number", "Nothing was read");
    assertThat(answer.body()).isEqualTo(partner(header + ": other").body());
  }

  static Stream<String> odd() {
    return Stream.of(
        RawRequest.head("c1", TestSites.TOKEN, "Bactrian-Wait: 0").replace("Host: hub\r\n", ""),
        RawRequest.head("c1", "wrong").replace("Host: hub\r\n", ""),
        RawRequest.head("c1", TestSites.TOKEN, "Bactrian-Wait: 0").replace("hub", "//[:x"),
        RawRequest.head("c1", TestSites.TOKEN).replace("/bactrian/exchange", "*"),
        RawRequest.head("c1", TestSites.TOKEN).replace("/bactrian", "http://[/bactrian"),
        RawRequest.head("c1", TestSites.TOKEN).replace("/exchange", "/%zz"),
        RawRequest.head("c1", TestSites.TOKEN).replace("POST", "HEAD"),
        RawRequest.head("c1", TestSites.TOKEN).replace("POST", "OPTIONS"),
        RawRequest.head("c1", TestSites.TOKEN).replace("POST", "CONNECT"),
        RawRequest.head("c1", TestSites.TOKEN).replace("HTTP/1.1", "HTTP/1.0"),
        RawRequest.head("c1", TestSites.TOKEN, "Bactrian-Captured: //", "Cookie: =;=,", "Origin:"),
        RawRequest.head(
            "c1",
            TestSites.TOKEN,
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=="));
  }

  @ParameterizedTest
  @org.junit.jupiter.params.provider.MethodSource("odd")
  void an_odd_head_is_answered_and_leaves_no_line_in_the_log_but_that_of_strangers(String head)
      throws Exception {
    try (LogLines log = new LogLines();
        RawRequest request = new RawRequest(sites.port)) {
      assertThat(request.send(head + "Connection: close\r\n\r\n").rest()).startsWith("HTTP/1.");
      assertThat(log.with("")).allMatch(line -> line.contains("Refused over HTTP"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "Content-Length: 2000000, 413",
    "Content-Length: 999999999999999999, 413",
    "Content-Length: 99999999999999999999, 400",
    "Content-Length: -1, 400",
    "Content-Length: 1x, 400",
    "Transfer-Encoding: gzip, 400",
    "'Transfer-Encoding: gzip, chunked', 400",
    "Transfer-Encoding: xchunked, 400",
  })
  void a_body_that_is_too_large_or_has_no_clear_end_is_refused_unread(String header, int status)
      throws Exception {
    assertThat(partner("Bactrian-Wait: 0", header).status()).isEqualTo(status);
  }

  static Stream<String> smuggled() {
    String zero = "\r\n0\r\n\r\n";
    return Stream.of(
        "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n" + zero,
        "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n" + zero,
        "transfer-encoding: chunked\r\ncontent-length: 0\r\n" + zero,
        "Content-Length: 4\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n" + zero,
        "Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcde",
        "Content-Length: 4, 5\r\n\r\nabcde",
        "Content-Length : 4\r\n\r\nabcd");
  }

  @ParameterizedTest
  @org.junit.jupiter.params.provider.MethodSource("smuggled")
  void a_request_that_says_twice_where_its_body_ends_is_refused_and_nothing_follows_it(String rest)
      throws Exception {
    String next = RawRequest.head("c1", TestSites.TOKEN, "Bactrian-Wait: 0") + "\r\n";
    for (String token : new String[] {TestSites.TOKEN, "wrong"}) {
      assertThat(sent(RawRequest.head("c1", token) + rest + next).status()).isEqualTo(400);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "multipart/form-data; boundary=x",
        "application/x-www-form-urlencoded",
        "text/xml",
        "application/json"
      })
  void only_a_changeset_is_taken_from_a_partner(String type) throws Exception {
    RawRequest.Answer answer = partner("Content-Type: " + type, "Content-Length: 10");
    assertThat(answer.status()).isEqualTo(415);
    assertThat(answer.body()).contains("application/gzip");
  }

  @Test
  void other_ways_and_places_are_told() throws Exception {
    String head = RawRequest.head("c1", TestSites.TOKEN) + "\r\n";
    assertThat(sent(head.replace("POST", "GET")).headers()).containsEntry("allow", "POST");
    assertThat(sent(head.replace("/exchange", "/other")).status()).isEqualTo(404);
    assertThat(partner("Content-Encoding: gzip", "Content-Length: 1").status()).isEqualTo(415);
    assertThat(partner("Expect: gold", "Content-Length: 1").status()).isEqualTo(417);
  }

  @Test
  void heads_are_small() throws Exception {
    assertThat(sent(RawRequest.head("c1", "t", "X: " + "x".repeat(9_000)) + "\r\n").status())
        .isEqualTo(431);
    assertThat(sent("POST /" + "x".repeat(3_000) + " HTTP/1.1\r\n\r\n").status()).isEqualTo(414);
    assertThat(sent("what is this\r\n\r\n").status()).isEqualTo(400);
  }

  @Test
  void http_2_is_not_spoken() throws Exception {
    RawRequest.Answer answer =
        partner(
            "Bactrian-Wait: 0",
            "Connection: Upgrade, HTTP2-Settings",
            "Upgrade: h2c",
            "HTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA");
    assertThat(answer.status()).isEqualTo(204);
    try (RawRequest request = new RawRequest(sites.port)) {
      request.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
      assertThat(request.answer().status()).isBetween(400, 505);
      assertThat(request.isClosed()).isTrue();
    }
  }

  @Test
  void a_partner_that_asks_first_is_told_to_go_on() throws Exception {
    try (RawRequest request = new RawRequest(sites.port)) {
      request.ask(
          "c1", TestSites.TOKEN, "Bactrian-Wait: 0", "Expect: 100-continue", "Content-Length: 3");
      assertThat(request.answer().status()).isEqualTo(100);
      assertThat(request.send("bad").answer().status()).isEqualTo(409);
    }
    try (RawRequest request = new RawRequest(sites.port)) {
      request.ask(
          "c1",
          TestSites.TOKEN,
          "Bactrian-Wait: 0",
          "Expect: 100-continue",
          "Content-Length: 9999999");
      assertThat(request.answer().status()).isEqualTo(413);
    }
  }
}
