package io.bactrian.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first page names for whom the changelog is kept. */
class KeptLogPageTest {
  @TempDir private Path dir;
  private WebSite site;

  @BeforeEach
  void start() throws Exception {
    site = WebSite.hub(dir);
  }

  @AfterEach
  void stop() {
    site.close();
  }

  @Test
  void it_lists_partners_with_entries_and_age_and_says_who_is_suspended() throws Exception {
    Client viewer = Client.as(site, Role.VIEWER);
    assertThat(viewer.get("/").body()).doesNotContain("For whom the changelog is kept");
    site.sql("insert into article values (1, 'pen', 1.50, 10, null)");
    site.exchange();
    site.site.partnerCare().suspend("c2");
    String page = viewer.get("/").body();
    assertThat(page)
        .contains("For whom the changelog is kept", "<td>c1</td><td class=\"number\">1</td>")
        .contains("It is suspended since", "<span class=\"tag warning\">suspended</span>");
    site.site.partnerCare().abandon("c1");
    assertThat(viewer.get("/").body()).doesNotContain("<td>c1</td><td class=\"number\">1</td>");
  }
}
