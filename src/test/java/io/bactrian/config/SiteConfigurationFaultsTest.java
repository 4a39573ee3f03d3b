package io.bactrian.config;

import static io.bactrian.config.SiteFolder.HUB;
import static io.bactrian.config.SiteFolder.SPOKE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SiteConfigurationFaultsTest {
  @TempDir Path temporary;
  private SiteFolder folder;

  @BeforeEach
  void folder() {
    folder = new SiteFolder(temporary);
  }

  /** One more line, the eighth, in the file of a sound spoke. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiterString = " >> ",
      quoteCharacter = '\u0000',
      textBlock =
          """
      capture.intervall = 1 s >> `capture.intervall` is not a setting. Did you mean `capture.interval`?
      partner.hq.tokn = x >> `partner.hq.tokn` is not a setting. Did you mean `partner.hq.token`?
      partner.system = x >> `partner.system` is not a setting. Did you mean `partner.<id>.system`?
      colour = red >> `colour` is not a setting. Remove the line; all settings stand in docs/configuration.md.
      partner.HQ.token = x >> `partner.HQ.token`: `HQ` is not an id of a partner: a lower-case letter, then up to 39 letters, digits and `-`. Write the partner's own `site.id`.
      site.system = x >> `site.system` stands here again, first in line 3. Keep one of them.
      database.pool-size = many >> `database.pool-size`: `many` is not a whole number from 2 to 200. Write e.g. `database.pool-size = 4`.
      database.pool-size = 1 >> `database.pool-size`: `1` is not a whole number from 2 to 200. Write e.g. `database.pool-size = 4`.
      database.pool-size = >> `database.pool-size` is empty. Write e.g. `database.pool-size = 4`.
      capture.interval = 50 >> `capture.interval`: `50` is not a duration: a whole number and one of ms, s, min, h, d, as in `50 ms`. Write e.g. `capture.interval = 50 ms`.
      capture.interval = 0 s >> `capture.interval`: `0 s` must be more than 0. Write e.g. `capture.interval = 50 ms`.
      capture.interval = 4000 d >> `capture.interval`: `4000 d` is longer than ten years. Write e.g. `capture.interval = 50 ms`.
      changeset.max-size = 8 GB >> `changeset.max-size`: `8 GB` is not a size: a whole number and one of B, KiB, MiB, GiB, TiB, as in `64 MiB`. Write e.g. `changeset.max-size = 8 GiB`.
      changeset.max-size = 99999999 TiB >> `changeset.max-size`: `99999999 TiB` is too large. Write e.g. `changeset.max-size = 8 GiB`.
      changeset.max-value = 1048575 >> `changeset.max-value`: `1048575` is not a whole number from 1048576 to 1000000000. Write e.g. `changeset.max-value = 67108864`.
      changeset.max-value = 1000000001 >> `changeset.max-value`: `1000000001` is not a whole number from 1048576 to 1000000000. Write e.g. `changeset.max-value = 67108864`.
      changeset.max-value = 99999999999 >> `changeset.max-value`: `99999999999` is not a whole number from 1048576 to 1000000000. Write e.g. `changeset.max-value = 67108864`.
      changelog.uri = mysql://x:secret@y >> `changelog.uri` is neither `embedded` nor a MongoDB URI, which begins with `mongodb://`. Write e.g. `changelog.uri = embedded`.
      changelog.database = a.b >> `changelog.database`: `a.b` is not a database's name: up to 60 letters, digits, `_`, `-`. Write e.g. `changelog.database = bactrian_<site.id>`.
      exchange.open = true >> `exchange.open` is not a setting. Did you mean `exchange.listen`?
      partner.hq.authentication = open >> `partner.hq.authentication`: `open` is neither `token` nor `none`. Write e.g. `partner.hq.authentication = token`.
      partner.hq.authentication = none >> Partner `hq` has a token and `authentication = none`. Remove one of them.
      exchange.listen = 127.0.0.1:8080 >> `exchange.listen` is for a hub; a spoke only asks. Remove the line.
      database.password = ${env:ABSENT} >> `database.password` is taken from the environment variable `ABSENT`, which is not set. Set it for this process.
      database.password = ${file:absent} >> `database.password` is taken from the file `absent`, which does not exist. Create it; Camel's own expression is written `$simple{file:…}`.
      partner.hq.source = file:in >> `partner.hq.source` is not used with HTTP: the hub's changesets come as answers. Remove it.
      partner.hq.done = read >> `partner.hq.done` is for a partner whose changesets arrive in a folder. Remove the line.
      partner.hq.source = in >> `partner.hq.source` is not a Camel URI: it begins with a scheme, as in `file:out`. Write e.g. `partner.hq.source = file:from-hq`.
      routes = my-routes >> `routes`: there is no such folder in the site folder. Create it, or remove the line to use the shipped routes.
      database.user = \\u12 >> A backslash begins an escape here that is not one. Write `\\\\` for a backslash.
      """)
  void a_faulty_line_is_told_with_what_to_do(String line, String message) {
    assertThat(folder.faults(SPOKE + line + "\n")).contains("8: " + message);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiterString = " >> ",
      quoteCharacter = '\u0000',
      textBlock =
          """
      exchange.listen = localhost >> 6: `exchange.listen`: `localhost` is not host:port, with a port from 1 to 65535, as in `127.0.0.1:8080`. Write e.g. `exchange.listen = 127.0.0.1:8080`.
      exchange.listen = 127.0.0.1:80 >> 5: Partner `c42` has no token, so the other side could not know who acts as it. Add `partner.c42.token = ${file:c42.token}`, the same at both; `bactrian token` makes one. Where both run on one machine, `partner.c42.authentication = none` does without.
      partner.c42.authentication = none >> 5: Partner `c42` can't be reached: it has no `partner.c42.endpoint`, and the hub does not listen. Add the endpoint and the source, or `exchange.listen`.
      partner.c42.endpoint = file:out >> 5: Partner `c42` has only one way: `partner.c42.source` is missing. Say where its changesets arrive.
      partner.c42.source = file:in >> 5: Partner `c42` has only one way: `partner.c42.endpoint` is missing. Say where its changesets go.
      partner.c42.endpoint = http://c42 >> 6: A hub does not call its spokes. Remove `partner.c42.endpoint`; that spoke names this hub as its endpoint.
      partner.hq.system = office >> 6: Partner `hq` has the site's own id. Name the other site's `site.id`.
      partner.c43.token = x >> 6: `partner.c43.system` is missing. Add e.g. `partner.c43.system = office`.
      web.listen = 0.0.0.0:8090 >> 6: `web.listen = 0.0.0.0:8090` is beyond loopback, where passwords would travel unencrypted. Put a TLS proxy before it and add `web.address = https://…`, or listen on 127.0.0.1.
      web.address = https://hq.example >> 6: `web.address` is for a site with a web page. Add `web.listen`, or remove the line.
      web.address = http://hq.example >> 6: `web.address`: `http://hq.example` is not https://host or https://host:port, without a path. Write e.g. `web.address = https://hq.example`.
      purge.schedule = daily >> 6: `purge.schedule`: `daily` is not a Quartz cron expression (Illegal characters for this position: 'DAI'). Write e.g. `purge.schedule = 0 0 3 * * ?`.
      partner.c42.schedule = 0 0 2 * * ? >> 6: `partner.c42.schedule`: `0 0 2 * * ?` names single seconds in `0 0 2 * * ?`; a schedule names minutes, so its first field is `*`. Write e.g. `partner.c42.schedule = not * * 8-17 ? * MON-FRI`.
      partner.c42.schedule-zone = Mars >> 6: `partner.c42.schedule-zone`: `Mars` is not a time zone. Write e.g. `partner.c42.schedule-zone = Europe/Berlin`.
      partner.c42.schedule-zone = UTC >> 6: `partner.c42.schedule-zone` is for a partner with a schedule. Add `partner.c42.schedule`, or remove the line.
      """)
  void at_a_hub_settings_must_fit_each_other(String line, String fault) {
    assertThat(folder.faults(HUB + line + "\n")).contains(fault);
  }

  @Test
  void a_spoke_has_exactly_one_partner() {
    assertThat(folder.faults(SPOKE + "partner.other.system = office\n"))
        .contains(
            "8: A spoke has exactly one partner, its hub; here are 2. Keep `partner.<hub's id>.…`"
                + " only.");
    assertThat(folder.faults(SPOKE.substring(0, SPOKE.indexOf("partner"))))
        .containsExactly(
            "2: A spoke has exactly one partner, its hub; here are 0. Keep `partner.<hub's id>.…`"
                + " only.");
  }

  private static String withoutToken() {
    return SPOKE.replaceFirst("partner.hq.token.*\n", "");
  }

  /** The ninth line of a spoke that is reached by files. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiterString = " >> ",
      quoteCharacter = '\u0000',
      textBlock =
          """
      partner.hq.done = in/done >> 9: `partner.hq.done` lies in the folder where files arrive: they would be read again. Name one outside.
      partner.hq.rejected = in >> 9: `partner.hq.rejected` lies in the folder where files arrive: they would be read again. Name one outside.
      partner.hq.rejected = read >> 9: `partner.hq.rejected` is the folder for what was applied, too. Name another.
      """)
  void folders_for_what_was_read_stand_outside_the_inbox_and_apart(String line, String fault) {
    String files =
        withoutToken()
            .replaceFirst(
                "hq.endpoint = .*", "hq.endpoint = file:out\npartner.hq.source = file:in");
    String done = line.contains("hq.done") ? "# no more" : "partner.hq.done = read";
    assertThat(folder.faults(files + done + "\n" + line + "\n")).containsExactly(fault);
  }

  @Test
  void a_folder_takes_no_options_of_camel() {
    String files =
        withoutToken()
            .replaceFirst(
                "hq.endpoint = .*",
                "hq.endpoint = file:out?fileExist=Append\npartner.hq.source = file:in?noop=true");
    assertThat(folder.faults(files))
        .containsExactly(
            "6: `partner.hq.endpoint`: a folder takes no options. Remove the `?` and what follows"
                + " it.",
            "7: `partner.hq.source`: a folder takes no options. Remove the `?` and what follows"
                + " it.");
  }

  @Test
  void two_partners_never_share_a_token() {
    String tokens =
        "exchange.listen = 127.0.0.1:80\npartner.c42.token = %1$s\npartner.c43.system = shop\npartner.c43.token = %1$s\n"
            .formatted("nD4xT7qLw2Zk9Vb5Rm8Ys3");
    assertThat(folder.faults(HUB + tokens))
        .containsExactly(
            "8: Partners `c42` and `c43` have the same token: each could speak for the other. Give"
                + " each its own.");
  }

  @Test
  void every_fault_is_told_at_once_with_file_and_line() {
    String name = temporary.getFileName() + "/application.properties";
    assertThatThrownBy(() -> folder.read("site.id = C42\n# a remark\nsite.role = boss\n"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            """
            %1$s: `database.url` is missing. Add e.g. `database.url = jdbc:postgresql://localhost/shop`.
            %1$s:1: `site.id`: `C42` is not an id: a lower-case letter, then up to 39 letters, digits and `-`. Write e.g. `site.id = c42`.
            %1$s:1: `site.system` is missing. Add e.g. `site.system = shop`.
            %1$s:3: `site.role`: `boss` is neither `hub` nor `spoke`. Write e.g. `site.role = spoke`."""
                .formatted(name));
  }

  @Test
  void a_secret_is_never_repeated() {
    String faults =
        folder
            .faults(
                SPOKE.replace("jdbc:h2", "secret").replace("https:", "secret/")
                    + "changelog.uri = secret\npartner.hq.source = secret\n")
            .toString();
    assertThat(faults).contains("database.url", "endpoint", "source").doesNotContain("secret");
  }

  @Test
  void a_folder_without_settings_is_told() {
    assertThatThrownBy(() -> SiteConfiguration.read(temporary.resolve("nowhere")))
        .hasMessage(
            "nowhere/application.properties: The file does not exist. Each site folder has one; name"
                + " the folder by `--site`.");
  }

  @Test
  void a_file_that_is_not_utf_8_is_told() throws Exception {
    Files.write(
        temporary.resolve(SiteConfiguration.FILE), "# ä".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> SiteConfiguration.read(temporary))
        .hasMessageContaining("The file is not UTF-8. Save it as UTF-8.");
  }
}
