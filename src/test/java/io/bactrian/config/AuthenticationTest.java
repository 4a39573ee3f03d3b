package io.bactrian.config;

import static io.bactrian.config.SiteFolder.HUB;
import static io.bactrian.config.SiteFolder.SPOKE;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a partner shows who it is, is declared; none is never implied. */
class AuthenticationTest {
  private static final String NONE = "partner.c42.authentication = none\n";

  @TempDir Path temporary;
  private SiteFolder folder;

  @BeforeEach
  void folder() {
    folder = new SiteFolder(temporary);
  }

  private static String listen(String host) {
    return "exchange.listen = " + host + ":8080\n";
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.9.8.7", "localhost", "[::1]"})
  void none_is_for_a_hub_that_listens_on_loopback_alone(String host) {
    SiteConfiguration hub = folder.read(HUB + listen(host) + NONE);
    assertThat(hub.partners().get(0).unauthenticated()).isTrue();
    assertThat(folder.faults(HUB + listen(host))).singleElement().asString().contains("no token");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "[::]", "10.0.0.1", "hq.example", "127.0.0.1.example"})
  void it_is_refused_elsewhere(String host) {
    assertThat(folder.faults(HUB + listen(host) + NONE))
        .singleElement()
        .asString()
        .contains("could speak for partner `c42`", "bactrian token");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://hq.example/x",
        "http://localhost.example",
        "http://127.0.0.1.example/",
        "http://127.0.0.1@hq.example/",
        "https://10.0.0.1:8471/bactrian/exchange"
      })
  void a_spoke_shows_nothing_only_to_a_hub_on_loopback(String address) {
    String spoke =
        SPOKE
            .replaceFirst("partner.hq.token.*", "partner.hq.authentication = none")
            .replaceFirst("https://hq.*", address);
    assertThat(folder.faults(spoke)).singleElement().asString().contains("leads elsewhere");
    assertThat(folder.faults(SPOKE.replaceFirst("partner.hq.token.*\n", "")))
        .singleElement()
        .asString()
        .contains("Partner `hq` has no token");
    SiteConfiguration near =
        folder.read(spoke.replace(address, "http://127.0.0.1:8471/bactrian/exchange"));
    assertThat(near.partners().get(0).unauthenticated()).isTrue();
  }

  @Test
  void a_partner_that_is_reached_by_files_has_no_business_there() {
    String files = "partner.c42.endpoint = file:out\npartner.c42.source = file:in\n";
    assertThat(folder.read(HUB + listen("0.0.0.0") + files).partners().get(0).byHttp()).isFalse();
    assertThat(folder.faults(HUB + listen("0.0.0.0") + files + NONE))
        .singleElement()
        .asString()
        .contains("may not speak over HTTP", "Remove it");
    assertThat(
            folder.faults(
                HUB + listen("0.0.0.0") + files + "partner.c42.token = nD4xT7qLw2Zk9Vb5Rm8Ys3\n"))
        .singleElement()
        .asString()
        .contains("`partner.c42.token` is not used");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "t",
        "only-for-this-demo",
        "0123456789abcdef0123456789abcde",
        "0123456789abcdef0123456789abcdef",
        "123456789012345678901234567890123456",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "abababababababababababababababababababababab",
        "changemechangemechangemechangemechangeme",
        "f81d4fae-7dec-41d0-a765-00a0c91e6bf6",
        "nD4xT7qLw2Zk9Vb5Rm8Y"
      })
  void a_token_of_less_than_128_bits_is_refused_and_not_repeated(String token) {
    assertThat(folder.faults(SPOKE.replaceFirst("token = .*", "token = " + token)))
        .singleElement()
        .asString()
        .contains("`partner.hq.token` can be guessed", "128 bits", "`bactrian token`")
        .doesNotContain("`" + token + "`");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"nD4xT7q Lw2Zk9Vb5Rm8Ys3x", "nD4xT7qLw2Zk9Vb5Rm8Ysä", "nD4xT7q,Lw2Zk9Vb5Rm8Ys3"})
  void a_token_travels_in_a_header(String token) {
    assertThat(folder.faults(SPOKE.replaceFirst("token = .*", "token = " + token)))
        .singleElement()
        .asString()
        .contains("has characters that no bearer token may have");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "9f86d081884c7d659a2feaa0c55ad015",
        "nD4xT7qLw2Zk9Vb5Rm8Ys3",
        "q83vEjRWeJCrze8SNFZ4kA==",
        "83719264501928374650918273645546372819" + "4"
      })
  void others_are_taken(String token) {
    assertThat(folder.read(SPOKE.replaceFirst("token = .*", "token = " + token)).tokens())
        .containsEntry("hq", token);
  }
}
