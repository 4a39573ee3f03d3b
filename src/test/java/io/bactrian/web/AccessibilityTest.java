package io.bactrian.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Page;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each kind of page is looked at by axe-core, by the rules of WCAG 2.2 up to AA and those of good
 * practice, wide and narrow, light and dark.
 */
class AccessibilityTest {
  private static final String FOUND =
      "async () => (await axe.run(document)).violations.map(found => found.id + ' ('"
          + " + found.impact + '): ' + found.nodes.slice(0, 3).map(n => n.html).join(' | '))";

  @TempDir private static Path dir;
  private static WebSite hq;
  private static WebSite c1;
  private static Chromium chromium;
  private static String axe;

  @BeforeAll
  static void start() throws Exception {
    assumeTrue(Chromium.isInstalled(), "Chromium is not installed: the page is not tested in it");
    try (InputStream script = AccessibilityTest.class.getResourceAsStream("/axe.min.js")) {
      axe = new String(script.readAllBytes(), StandardCharsets.UTF_8);
    }
    hq = WebSite.hub(dir);
    c1 = WebSite.spoke(dir);
    Rows.seed(hq, c1);
    chromium = Chromium.start();
  }

  @AfterAll
  static void stop() {
    if (chromium != null) {
      chromium.close();
      c1.close();
      hq.close();
    }
  }

  private static void sound(Page page) {
    page.evaluate(axe);
    assertThat(page.evaluate(FOUND)).as(page.url()).isEqualTo(List.of());
    assertThat(page.locator("html").getAttribute("lang")).isEqualTo("en");
    assertThat(page.locator("h1").count()).as("headings of " + page.url()).isOne();
    assertThat(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
        .as("is as wide as the window: " + page.url())
        .isEqualTo(true);
  }

  private static void open(Page page, String filter) {
    page.navigate(hq.address("/conflicts?" + filter));
    page.locator(".questions td.key a").first().click();
    sound(page);
  }

  private static void preview(Page page, String filter, String choice) {
    page.navigate(hq.address("/conflicts?" + filter));
    page.locator("button[value=" + choice + "]").click();
    sound(page);
  }

  private static void look(int width, boolean dark, int article) throws Exception {
    Page page = chromium.window(width, 900, dark);
    page.navigate(hq.address("/login"));
    sound(page);
    Chromium.login(page, hq, Role.RESOLVER);
    sound(page);
    page.navigate(hq.address("/conflicts"));
    sound(page);
    open(page, "kind=manual");
    open(page, "kind=parked");
    preview(page, "kind=parked", "ours");
    preview(page, "key=" + article, "theirs");
    hq.sql("update article set title = 'moved' where id = " + article);
    page.locator("form.actions button").click();
    assertThat(page.locator("h1").textContent()).isEqualTo("Decided in part");
    sound(page);
    page.locator("form.actions button").click();
    page.locator("form.actions button").click();
    assertThat(page.locator(".notice").textContent()).contains("Decided for theirs: 1.");
    open(page, "kind=decided");
    page.navigate(hq.address("/nothing/here"));
    sound(page);
  }

  @Test
  void a_wide_light_page_hinders_nobody() throws Exception {
    look(1280, false, 1);
  }

  @Test
  void a_narrow_dark_page_hinders_nobody() throws Exception {
    look(390, true, 2);
  }

  @Test
  void a_wide_dark_page_hinders_nobody() throws Exception {
    look(1280, true, 3);
  }
}
