package io.bactrian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.site.SiteLock;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What takes the triggers away is asked for twice, and never done under a running site. */
class UninstallTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final String url =
      "jdbc:h2:mem:" + UUID.randomUUID() + ";DATABASE_TO_LOWER=TRUE;DB_CLOSE_DELAY=-1";
  private Connection keeper;
  private Path site;

  @BeforeEach
  void installed(@TempDir Path dir) throws SQLException {
    keeper = DriverManager.getConnection(url, "sa", "");
    sql("create table item (sku varchar(20) primary key, price int)");
    site = dir.resolve("hq");
    assertThat(
            at(
                "init",
                "--id",
                "hq",
                "--role",
                "hub",
                "--system",
                "shop",
                "--user",
                "sa",
                "--database",
                url,
                "--partner",
                "c1=file:out"))
        .isZero();
  }

  @AfterEach
  void close() throws SQLException {
    sql("shutdown");
    keeper.close();
  }

  private void sql(String sql) throws SQLException {
    try (var statement = keeper.createStatement()) {
      statement.execute(sql);
    }
  }

  private int at(String... command) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    List<String> words = new ArrayList<>(List.of(command));
    words.addAll(List.of("--site", site.toString()));
    return Main.commandLine(Map.of())
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(words.toArray(String[]::new));
  }

  @Test
  void before_install_check_says_one_thing() {
    assertThat(at("check")).isEqualTo(3);
    assertThat(out.toString().lines())
        .hasSize(2)
        .first()
        .asString()
        .contains("not installed", "Run `bactrian install`");
    assertThat(at("install")).isZero();
    assertThat(at("check")).as("%s", out).isZero();
  }

  @Test
  void beside_a_running_site_nothing_goes_whatever_is_said() {
    assertThat(at("install")).isZero();
    try (SiteLock lock = SiteLock.take(site, "process 7 of somebody")) {
      for (String option : List.of("--yes", "--side-tables", "--json")) {
        int code = at("uninstall", option);
        assertThat(code).isEqualTo(option.equals("--json") ? 2 : 4);
      }
      assertThat(at("uninstall")).isEqualTo(4);
      assertThat(err.toString()).contains("in use by process 7 of somebody");
    }
    assertThat(at("check")).as("%s", out).isZero();
  }

  @Test
  void without_a_person_or_yes_nothing_goes() {
    assertThat(at("install")).isZero();
    for (String[] command : List.of(words("uninstall"), words("uninstall", "--side-tables"))) {
      assertThat(at(command)).isEqualTo(1);
      assertThat(err.toString()).contains("Not uninstalled", "say --yes", "site hq");
      assertThat(at("check")).as("%s", out).isZero();
    }
    assertThat(at("uninstall", "--yes")).isZero();
    assertThat(out.toString()).contains("triggers are gone");
    assertThat(at("check")).isEqualTo(3);
    assertThat(out.toString()).contains("has no trigger");
    assertThat(at("uninstall", "--yes", "--side-tables")).isZero();
    assertThat(at("check")).isEqualTo(3);
    assertThat(out.toString()).contains("not installed");
  }

  private static String[] words(String... words) {
    return words;
  }
}
