package io.bactrian.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.bactrian.database.CatalogException;
import io.bactrian.database.TestDatabase;
import io.bactrian.install.Installation;
import io.bactrian.problem.ProblemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.ds.PGSimpleDataSource;

/** A user that owns nothing, with exactly the rights that docs/rights.md lists. */
class RightsTest {
  private static final Path PAGE = Path.of("docs/rights.md");

  @TempDir private Path dir;
  private String url;
  private String database;
  private String user;
  private String owner;
  private Connection superuser;

  @BeforeEach
  void databaseOfAnOwner() throws Exception {
    url = ((PGSimpleDataSource) TestDatabase.postgres()).getUrl();
    superuser = DriverManager.getConnection(url, "postgres", "");
    database = superuser.getCatalog();
    user = "u_" + database;
    owner = "o_" + database;
    sql(
        "create role %s".formatted(owner),
        "create role %s login".formatted(user),
        "revoke all on database %s from public".formatted(database),
        "revoke all on schema public from public",
        "create table item (id bigint primary key, name text)",
        "create table line (item bigint references item on delete cascade, n int, primary key (item, n))",
        "alter table item owner to " + owner,
        "alter table line owner to " + owner);
    Path folder = Files.createDirectories(dir.resolve("transformers"));
    Files.createDirectories(dir.resolve("conflict-rules"));
    Files.writeString(
        dir.resolve("application.properties"),
        """
        site.id = hq
        site.role = hub
        site.system = shop
        database.url = %s
        database.user = %s
        files.interval = 10 ms
        partner.c1.system = shop
        partner.c1.endpoint = file:to-c1
        partner.c1.source = file:from-c1
        partner.c1.start = log
        """
            .formatted(url, user));
    Files.writeString(
        dir.resolve("tables.yaml"),
        "tables:\n  item: {destination: all}\n  line: {destination: all}\n");
    Files.writeString(
        folder.resolve("shop-to-shop.yaml"), "version: 1\nfrom: shop\nto: shop\nidentity: true\n");
    Files.writeString(
        dir.resolve("conflict-rules/shop.yaml"),
        "version: 1\ntables:\n  item: {rule: hub}\n  line: {rule: hub}\n");
  }

  @AfterEach
  void close() throws SQLException {
    superuser.close();
  }

  private void sql(String... statements) throws SQLException {
    try (Statement statement = superuser.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** The statements of the page, of any names. */
  static List<String> listed() throws Exception {
    return Pattern.compile("(?m)^grant [^;]+;")
        .matcher(Files.readString(PAGE))
        .results()
        .map(found -> found.group())
        .toList();
  }

  static Stream<String> eachListedButConnect() throws Exception {
    return listed().stream().filter(grant -> !grant.contains(" connect "));
  }

  private String named(String grant) {
    return grant
        .replace("shop_owner", owner)
        .replace("database shop", "database " + database)
        .replace("to bactrian", "to " + user);
  }

  @Test
  void with_all_that_the_page_lists_a_site_is_installed_and_runs() throws Exception {
    for (String grant : listed()) {
      sql(named(grant));
    }
    Installation.of(dir).install();
    assertThat(Installation.of(dir).install()).isNotEmpty();
    assertThat(Installation.of(dir).check()).noneMatch(finding -> finding.contains("trigger of B"));
    assertThat(Installation.of(dir).findings().faults()).isEmpty();
    // who writes to the tables has no right on ours; cascades go by the owner's rights
    sql(
        "grant usage on schema public to " + owner,
        "create role %s_w".formatted(user),
        "grant usage on schema public to %s_w".formatted(user),
        "grant select, insert, update, delete on item, line to %s_w".formatted(user),
        "set role %s_w".formatted(user),
        "insert into item select n, 'n' || n from generate_series(1, 50) n",
        "insert into line select n, 1 from generate_series(1, 50) n",
        "delete from item where id = 7",
        "reset role");
    try (Site site = Site.open(dir);
        Runner runner = new Runner(site, Runner.Mode.ON_DEMAND)) {
      runner.start();
      assertThat(new OneExchange(site, runner).run()).isEmpty();
      assertThat(site.status().position()).isEqualTo(102);
      assertThat(site.status().outbox()).isFalse();
      assertThat(site.status().streams().get(0).sent()).isPositive();
      site.problems().health().compareTriggers();
      assertThat(site.status().faults()).isEmpty();
    }
    Installation.of(dir).uninstall(true);
    assertThat(Installation.of(dir).findings().faults())
        .singleElement()
        .asString()
        .contains("not installed");
  }

  @ParameterizedTest
  @MethodSource("eachListedButConnect")
  void without_one_of_them_its_grant_is_told_and_mends_it(String missing) throws Exception {
    for (String grant : listed()) {
      if (!grant.equals(missing)) {
        sql(named(grant));
      }
    }
    Throwable refused = catchThrowable(() -> Installation.of(dir).install());
    assertThat(refused)
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining(named(missing))
        .hasMessageContaining("Site hq not installed, nothing was changed");
    assertThat(refused.getMessage().lines().filter(line -> line.startsWith("grant "))).hasSize(1);
    sql(refused.getMessage().lines().filter(l -> l.startsWith("grant ")).toArray(String[]::new));
    assertThat(Installation.of(dir).install()).isNotEmpty();
  }

  @Test
  void without_any_all_are_told_in_two_rounds_at_most() throws Exception {
    sql("grant connect on database %s to %s".formatted(database, user));
    for (int round = 0; round < 2; round++) {
      Throwable refused = catchThrowable(() -> Installation.of(dir).install());
      assertThat(refused).isInstanceOf(ProblemException.class);
      sql(refused.getMessage().lines().filter(l -> l.startsWith("grant ")).toArray(String[]::new));
    }
    assertThat(Installation.of(dir).install()).isNotEmpty();
  }

  @Test
  void a_site_whose_user_sees_not_all_rows_does_not_run() throws Exception {
    for (String grant : listed()) {
      sql(named(grant));
    }
    Installation.of(dir).install();
    sql("alter table item enable row level security", "alter table item force row level security");
    assertThat(catchThrowable(() -> Site.open(dir)))
        .isInstanceOf(CatalogException.class)
        .hasMessageContaining("`item` has row-level security");
  }
}
