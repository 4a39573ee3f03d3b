package io.bactrian.config;

import static io.bactrian.config.SiteFolder.HUB;
import static io.bactrian.config.SiteFolder.SPOKE;
import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.changeset.SystemVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SiteConfigurationTest {
  @TempDir Path temporary;
  private SiteFolder folder;

  @BeforeEach
  void folder() {
    folder = new SiteFolder(temporary);
  }

  @Test
  void what_is_not_said_has_its_default() {
    SiteConfiguration spoke = folder.read(SPOKE);
    assertThat(spoke.site())
        .isEqualTo(new SiteConfiguration.Site("c42", Role.SPOKE, new SystemVersion("shop", 0)));
    assertThat(spoke.database().poolSize()).isEqualTo(4);
    assertThat(spoke.changelog())
        .isEqualTo(new SiteConfiguration.ChangelogStore("embedded", "bactrian_c42"));
    assertThat(spoke.capture().interval()).isEqualTo(Duration.ofMillis(50));
    assertThat(spoke.changesets())
        .isEqualTo(
            new SiteConfiguration.Changesets(
                20_000, 8L * 1024 * 1024 * 1024, 64 << 20, Duration.ofSeconds(1)));
    assertThat(spoke.files().resendAfter()).isEqualTo(Duration.ofHours(1));
    assertThat(spoke.routes()).isEmpty();
    assertThat(spoke.warnings()).isEmpty();
    assertThat(spoke.partner("hq").orElseThrow().byHttp()).isTrue();
  }

  @Test
  void what_is_said_counts() {
    SiteConfiguration hub =
        folder.read(
            HUB
                + """
                exchange.listen: [::1]:8080
                capture.interval 2 s
                changeset.max-size = 64MiB
                partner.c42.token = nD4xT7qLw2Zk\\
                    9Vb5Rm8Ys3
                """);
    assertThat(hub.exchange().listen()).contains(new Listen("::1", 8080));
    assertThat(hub.capture().interval()).isEqualTo(Duration.ofSeconds(2));
    assertThat(hub.changesets().maxSize()).isEqualTo(64 * 1024 * 1024);
    assertThat(hub.partners().get(0).token()).contains(new Secret("nD4xT7qLw2Zk9Vb5Rm8Ys3"));
  }

  @Test
  void folders_of_files_are_relative_to_the_site() {
    SiteConfiguration.Partner partner =
        folder
            .read(
                HUB
                    + """
                    partner.c42.endpoint = file:to-c42
                    partner.c42.source = file:///mnt/from-c42
                    """)
            .partner("c42")
            .orElseThrow();
    assertThat(partner.endpoint()).contains("file:" + temporary.toAbsolutePath().resolve("to-c42"));
    assertThat(partner.source()).contains("file:/mnt/from-c42");
    assertThat(partner.byHttp()).isFalse();
  }

  @Test
  void secrets_come_from_the_environment_and_from_files() {
    folder.write("hq.token", "s3cret_s3cret_S3CRET_zyx\n");
    SiteConfiguration spoke =
        folder.read(
            SPOKE.replaceFirst("token = .*", "token = \\${file:hq.token}")
                + "database.password = ${env:PASSWORD}\n",
            Map.of("PASSWORD", "pa$$\\word"));
    assertThat(spoke.database().password()).contains(new Secret("pa$$\\word"));
    assertThat(spoke.partners().get(0).token()).contains(new Secret("s3cret_s3cret_S3CRET_zyx"));
  }

  @Test
  void text_forms_hide_secrets() {
    String text =
        folder
            .read(
                SPOKE.replace("mem:shop", "mem:shop;PASSWORD=hidden1").replace("nD4xT7q", "hidden4")
                    + """
                    database.password = hidden2
                    changelog.uri = mongodb://user:hidden3@localhost
                    """)
            .toString();
    assertThat(text).contains("c42").doesNotContain("hidden");
  }

  @Test
  void the_sites_own_routes_are_used_when_it_has_any() throws Exception {
    Path routes = Files.createDirectory(temporary.resolve("routes"));
    assertThat(folder.read(SPOKE).routes()).contains(routes.toAbsolutePath());
  }

  @Test
  void a_token_on_an_unencrypted_way_is_said_at_start() {
    assertThat(folder.read(SPOKE).warnings()).isEmpty();
    assertThat(folder.read(SPOKE.replace("https://hq.example", "http://127.0.0.1")).warnings())
        .isEmpty();
    assertThat(folder.read(SPOKE.replace("https://hq.example", "http://hq")).warnings())
        .containsExactly(
            "The token for `hq` travels unencrypted. Use https in `partner.hq.endpoint`.");
  }

  @Test
  void a_backslash_at_the_end_of_a_comment_continues_nothing() {
    assertThat(folder.read("# C:\\\n" + SPOKE).site().id()).isEqualTo("c42");
  }
}
