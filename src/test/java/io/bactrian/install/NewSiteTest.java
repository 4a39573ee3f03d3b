package io.bactrian.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bactrian.changeset.Schema;
import io.bactrian.changeset.SystemVersion;
import io.bactrian.config.Faults;
import io.bactrian.config.Role;
import io.bactrian.config.SiteConfiguration;
import io.bactrian.config.Start;
import io.bactrian.config.Tokens;
import io.bactrian.conflict.RulesFile;
import io.bactrian.destination.TrackedTables;
import io.bactrian.expression.SimpleExpressions;
import io.bactrian.site.SiteFolder;
import io.bactrian.transform.MappingCheck;
import io.bactrian.transform.SchemaFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NewSiteTest {
  private static final String ODD = "od\"d 'name: #1 – ü \\ {x}";
  private final String url = "jdbc:h2:mem:" + UUID.randomUUID();

  @TempDir private Path folder;
  private Connection connection;

  @BeforeEach
  void make_a_database() throws SQLException {
    connection = DriverManager.getConnection(url);
    try (Statement statement = connection.createStatement()) {
      statement.execute("create table artist (id int primary key, name varchar(120))");
      statement.execute("create table \"Album\" (\"Id\" int primary key, artist int)");
      statement.execute(
          "alter table \"Album\" add foreign key (artist) references artist on delete cascade");
      statement.execute("create table list_track (list int, track int, primary key (list, track))");
      statement.execute("create table \"null\" (\"yes\" int primary key, \"~\" boolean)");
      statement.execute("create table \"123\" (\"1\" int primary key)");
      statement.execute(
          "create table \"" + ODD.replace("\"", "\"\"") + "\" (\"ke\"\"y: #\" int primary key)");
      statement.execute("create table keyless (a int)");
    }
  }

  @AfterEach
  void drop_the_database() throws SQLException {
    connection.close();
  }

  private NewSite hub(String url, String listen) {
    return new NewSite(
        "hq",
        Role.HUB,
        "shop",
        new NewSite.Login(url, Optional.empty(), Optional.empty()),
        "embedded",
        Optional.ofNullable(listen),
        List.of(NewSite.Partner.parse("c1", "shop")),
        tokens(null));
  }

  private static NewTokens tokens(Path given) {
    return new NewTokens(Optional.ofNullable(given), new Tokens(new SecureRandom()));
  }

  private NewSite spoke(String partner) {
    return spoke(partner, null);
  }

  private NewSite spoke(String partner, Path token) {
    return new NewSite(
        "c1",
        Role.SPOKE,
        "shop",
        new NewSite.Login(url, Optional.empty(), Optional.empty()),
        "embedded",
        Optional.empty(),
        List.of(NewSite.Partner.parse(partner, "shop")),
        tokens(token));
  }

  private void holds() {
    SiteConfiguration site = SiteConfiguration.read(folder);
    SiteFolder files = new SiteFolder(folder);
    Faults faults = new Faults();
    Schema schema = SchemaFile.read(files.schema(new SystemVersion("shop", 0)), faults);
    try (SimpleExpressions expressions = new SimpleExpressions()) {
      TrackedTables tables =
          TrackedTables.read(files.tables(), site.site().role(), expressions, faults);
      assertThat(tables.names())
          .containsExactlyInAnyOrder("ARTIST", "Album", "LIST_TRACK", "null", "123", ODD);
      tables.check(schema, faults);
      MappingCheck.check(
          files.mapping(new SystemVersion("shop", 0), new SystemVersion("shop", 0)),
          schema,
          schema,
          expressions,
          faults);
      if (site.site().role() == Role.HUB) {
        RulesFile.readAll(files.rules(), schema, expressions, faults);
      }
    }
    assertThat(faults.all()).isEmpty();
  }

  @Test
  void a_hubs_folder_has_no_fault_whatever_its_tables_are_called() {
    hub(url, "127.0.0.1:8471").write(folder);
    holds();
  }

  @Test
  void a_new_hub_keeps_nothing_for_a_spoke_before_its_first_contact_which_begins_with_a_load() {
    hub(url, "127.0.0.1:8471").write(folder);
    assertThat(SiteConfiguration.read(folder).partners().get(0).start()).isEqualTo(Start.LOAD);
  }

  @Test
  void a_spokes_folder_has_none_either_by_http_and_by_files() {
    spoke("hq=http://127.0.0.1:8471/bactrian/exchange").write(folder);
    holds();
    assertThat(SiteConfiguration.read(folder).partners().get(0).byHttp()).isTrue();
  }

  @Test
  void by_files_what_arrives_is_read_from_the_inbox() {
    spoke("hq=file:drop/to-hq").write(folder);
    holds();
    assertThat(SiteConfiguration.read(folder).partners().get(0).source().orElseThrow())
        .contains("inbox/hq/new");
  }

  @Test
  void on_loopback_nobody_shows_who_it_is_and_the_settings_say_so() throws IOException {
    hub(url, "127.0.0.1:8471").write(folder);
    assertThat(SiteConfiguration.read(folder).partners().get(0).unauthenticated()).isTrue();
    assertThat(folder.resolve("application.properties"))
        .content()
        .contains("only because 127.0.0.1:8471 is on this machine")
        .contains("partner.c1.authentication = none");
  }

  @Test
  void beyond_it_the_hub_makes_a_token_that_the_spoke_is_given() throws IOException {
    Path hub = folder.resolve("hub");
    Path spoke = folder.resolve("spoke");
    hub(url, "0.0.0.0:8471").write(hub);
    Path token = hub.resolve("c1.token");
    assertThat(Files.getPosixFilePermissions(token))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThatThrownBy(() -> spoke("hq=https://hq.example/bactrian/exchange").write(spoke))
        .hasMessageContaining("--token-file");
    assertThat(spoke).doesNotExist();
    spoke("hq=https://hq.example/bactrian/exchange", token).write(spoke);
    assertThat(SiteConfiguration.read(spoke).tokens().get("hq"))
        .isEqualTo(SiteConfiguration.read(hub).tokens().get("c1"))
        .hasSize(43);
  }

  @Test
  void what_installs_checks_well_and_cascades_are_notes() {
    hub(url, "127.0.0.1:8471").write(folder);
    Installation installation = Installation.of(folder);
    installation.install();
    assertThat(installation.findings().faults()).isEmpty();
    assertThat(installation.findings().notes())
        .hasSize(2)
        .anyMatch(note -> note.contains("cascade"))
        .anyMatch(note -> note.contains("TRUNCATE"));
  }

  @Test
  void existing_files_are_never_changed() throws IOException {
    hub(url, "127.0.0.1:8471").write(folder);
    Files.writeString(folder.resolve("tables.yaml"), "mine");
    assertThat(hub(url, "127.0.0.1:9999").write(folder).written()).isEmpty();
    assertThat(folder.resolve("tables.yaml")).hasContent("mine");
    assertThat(SiteConfiguration.read(folder).exchange().listen().orElseThrow())
        .hasToString("127.0.0.1:8471");
  }

  @Test
  void settings_that_are_of_no_use_do_not_hold_up_the_next_try() {
    assertThatThrownBy(() -> hub(url, null).write(folder)).hasMessageContaining("exchange.listen");
    assertThatThrownBy(() -> hub("jdbc:h2:mem:" + UUID.randomUUID(), "127.0.0.1:1").write(folder))
        .hasMessageContaining("no table with a primary key");
    hub(url, "127.0.0.1:8471").write(folder);
    holds();
  }
}
