package io.bactrian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.config.SiteConfiguration;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each says what it means for the changelog, and does nothing without a yes. */
class PartnerCommandTest extends CommandsAtSite {
  @BeforeEach
  void installed() throws Exception {
    sql("create table item (sku varchar(20) primary key, price int)");
    assertThat(init()).isZero();
    Path file = site.resolve(SiteConfiguration.FILE);
    Files.writeString(
        file,
        Files.readString(file).replaceAll("(?m)^#? ?partner.c1.start = .*", "")
            + "\npartner.c1.start = log\n");
    assertThat(at("install")).isZero();
    sql("insert into item values ('a', 1), ('b', 2), ('c', 3)");
    assertThat(at("sync")).isZero();
  }

  @Test
  void suspend_says_what_is_kept_and_since_when_and_resume_goes_on() {
    assertThat(at("partner", "suspend", "c1")).isEqualTo(1);
    assertThat(err.toString())
        .contains("Not suspended; nothing was changed.", "3 entries, about", "say --yes");
    assertThat(at("status")).isZero();
    assertThat(out.toString()).doesNotContain("suspended").contains("changelog kept for c1: 3 en");
    assertThat(at("partner", "suspend", "c1", "--yes")).isZero();
    assertThat(out.toString())
        .contains(
            "in either direction", "The changelog is kept for it, now 3 entries, about 1 KiB");
    assertThat(at("partner", "suspend", "c1", "--yes")).isZero();
    assertThat(out.toString()).contains("is suspended already, since");
    assertThat(at("status", "--json")).isZero();
    assertThat(out.toString())
        .contains("\"repair\":\"is suspended since", "\"keptFor\":[{", "\"entries\":3");
    assertThat(at("partner", "resume", "c1")).isEqualTo(1);
    assertThat(at("partner", "resume", "c1", "--yes")).isZero();
    assertThat(out.toString()).contains("where it stood", "3 entries, about", "c1 is resumed");
    assertThat(at("partner", "resume", "c1")).isZero();
    assertThat(out.toString()).contains("c1 is not suspended");
  }

  @Test
  void abandon_says_what_is_dropped_and_that_a_load_takes_it_back() {
    assertThat(at("partner", "abandon", "c1")).isEqualTo(1);
    assertThat(err.toString())
        .contains(
            "Not abandoned; nothing was changed.",
            "3 entries, about",
            "3 changes that were sent to it",
            "`bactrian load c1` sends it all rows anew");
    assertThat(at("partner", "abandon", "c1", "--yes")).isZero();
    assertThat(at("status")).isZero();
    assertThat(out.toString()).contains("c1 abandoned").doesNotContain("changelog kept");
    assertThat(at("partner", "suspend", "c1", "--yes")).isZero();
    assertThat(out.toString()).contains("nothing of the changelog is kept for it");
  }

  @Test
  void only_what_has_left_the_settings_is_removed() throws Exception {
    assertThat(at("partner", "remove", "c1", "--yes")).isEqualTo(1);
    assertThat(err.toString()).contains("c1 is still a partner of site hq", "Take `partner.c1.*`");
    leave();
    assertThat(at("partner", "remove", "c7", "--yes")).isEqualTo(1);
    assertThat(err.toString()).contains("Nothing is stored of `c7`", "not in the settings: c1.");
    assertThat(at("partner", "remove", "c1")).isEqualTo(1);
    assertThat(err.toString()).contains("Not removed; nothing was deleted", "must be loaded anew");
    waits("PARKED", "a", "a reason", "{}", null);
    assertThat(at("partner", "remove", "c1", "--yes")).isZero();
    assertThat(out.toString())
        .contains("1 changes of it that wait for a decision", "c1 is removed");
    assertThat(waiting()).isEqualTo("0");
  }

  private String waiting() throws SQLException {
    return one("select count(*) from bactrian_wait");
  }

  private void leave() throws Exception {
    Path file = site.resolve(SiteConfiguration.FILE);
    Files.writeString(
        file,
        Files.readString(file).replaceAll("(?m)^partner\\.c1\\..*\\R?", "")
            + "\npartner.c2.system = shop\npartner.c2.endpoint = file:out2\n"
            + "partner.c2.source = file:in2\n");
  }
}
