package io.bactrian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.site.SiteLock;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What takes the triggers away is asked for twice, and never done under a running site. */
class UninstallTest extends CommandsAtSite {

  @BeforeEach
  void installed() throws SQLException {
    sql("create table item (sku varchar(20) primary key, price int)");
    assertThat(init()).isZero();
  }

  @Test
  void before_install_check_finds_one_fault() {
    assertThat(at("check")).isEqualTo(3);
    assertThat(out.toString().lines().filter(line -> !line.startsWith("note: ")))
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
