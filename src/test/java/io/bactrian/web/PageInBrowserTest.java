package io.bactrian.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.options.AriaRole;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The page as people use it, in a browser. One site, one spoke and one browser for all. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PageInBrowserTest {
  @TempDir private static Path dir;
  private static WebSite hq;
  private static WebSite c1;
  private static Chromium chromium;

  @BeforeAll
  static void start() throws Exception {
    assumeTrue(Chromium.isInstalled(), "Chromium is not installed: the page is not tested in it");
    hq = WebSite.hub(dir);
    c1 = WebSite.spoke(dir);
    Rows.seed(hq, c1);
    chromium = Chromium.start();
  }

  @AfterAll
  static void stop() {
    for (AutoCloseable one : new AutoCloseable[] {chromium, c1, hq}) {
      if (one != null) {
        close(one);
      }
    }
  }

  private static void close(AutoCloseable one) {
    try {
      one.close();
    } catch (Exception e) {
      throw new IllegalStateException("not closed", e);
    }
  }

  private static Locator link(Page page, String name) {
    return page.getByRole(AriaRole.LINK, new GetByRoleOptions().setName(name).setExact(true));
  }

  private static Locator button(Page page, String name) {
    return page.getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName(name));
  }

  /** Opens the question about an article of c1 from the list. */
  private static void open(Page page, int id) {
    page.navigate(hq.address("/conflicts?partner=c1&key=" + id));
    page.locator(".questions td.key a").click();
  }

  @Test
  void the_list_is_narrowed_by_its_counts_and_by_text() {
    Page page = chromium.window(hq, Role.VIEWER);
    link(page, "Conflicts").click();
    assertThat(page.locator("#range").textContent()).startsWith("1 to 1");
    page.locator(".filters a", new Page.LocatorOptions().setHasText("parked")).click();
    assertThat(page.locator("#range").textContent()).isEqualTo("1 to 5 of 5");
    assertThat(page.locator(".filters a[aria-current=true]").textContent()).contains("parked");
    page.locator(".filters a[aria-current=true]").click();
    page.getByLabel("Key").fill("3");
    button(page, "Filter").click();
    assertThat(page.locator(".questions tbody tr").count()).isEqualTo(1);
    assertThat(page.locator(".questions tbody tr").textContent()).contains("article 3");
  }

  @Test
  void a_conflict_shows_base_ours_and_theirs_and_the_spokes_side_is_taken() throws Exception {
    Page page = chromium.window(hq, Role.RESOLVER);
    open(page, 1);
    Locator price = page.locator("tr.differs", new Page.LocatorOptions().setHasText("price"));
    assertThat(price.locator("td.base").textContent()).contains("1.50");
    assertThat(price.locator("td.ours").textContent()).contains("2.00");
    assertThat(price.locator("td.theirs").textContent()).contains("3.00");
    assertThat(page.locator("tr.differs").count()).isEqualTo(2);
    assertThat(page.locator(".links").textContent()).contains("offer").contains("Refers to it");
    page.getByLabel("Note, for others").fill("as c1 asked by phone");
    button(page, "Take theirs").click();
    assertThat(page.locator(".notice").textContent()).contains("Decided");
    assertThat(hq.rows("select price from article where id = 1")).containsExactly("3.00");
    assertThat(page.locator(".log").last().textContent()).contains("resolver").contains("phone");
    assertThat(hq.audit()).contains("\"act\":\"decide\"").doesNotContain("3.00");
  }

  @Test
  void columns_are_picked_and_edited_and_a_value_that_does_not_fit_is_refused_beside_its_field()
      throws Exception {
    Page page = chromium.window(hq, Role.RESOLVER);
    open(page, 2);
    page.getByLabel("stock: theirs").check();
    page.getByLabel("price: another value").check();
    page.getByLabel("price: value").fill("dear");
    button(page, "Decide column by column").click();
    assertThat(page.getByLabel("price: value").getAttribute("aria-invalid")).isEqualTo("true");
    assertThat(page.locator(".fault").textContent()).contains("numeric");
    assertThat(hq.rows("select price from article where id = 2")).containsExactly("2.00");
    page.getByLabel("price: value").fill("2.75");
    button(page, "Decide column by column").click();
    assertThat(page.locator(".notice").textContent()).contains("Decided");
    assertThat(hq.rows("select price || '/' || stock from article where id = 2"))
        .containsExactly("2.75/30");
  }

  @Test
  void many_alike_are_shown_before_and_after_and_then_decided_at_once() throws Exception {
    Page page = chromium.window(hq, Role.RESOLVER);
    for (String key : List.of("5", "6")) {
      page.navigate(hq.address("/conflicts?table=article&partner=c1&kind=manual&key=" + key));
      button(page, "Take theirs \u2026").click();
      assertThat(page.locator("h1").textContent()).isEqualTo("Take theirs for 1?");
      assertThat(page.locator("table.preview").textContent()).contains("price", "2.00", "3.00");
      assertThat(hq.rows("select price from article where id = " + key)).containsExactly("2.00");
      button(page, "Take theirs for all 1").click();
      assertThat(page.locator(".notice").textContent()).isEqualTo("Decided for theirs: 1.");
      assertThat(hq.rows("select price from article where id = " + key)).containsExactly("3.00");
    }
    Client resolver = Client.as(hq, Role.RESOLVER);
    resolver.post("/conflicts/set", Map.of("set", "what another page showed"));
    assertThat(resolver.get("/conflicts").body()).contains("Nothing was decided");
  }

  @Test
  void a_decision_is_undone_and_who_did_what_stays_to_be_read() throws Exception {
    Page page = chromium.window(hq, Role.OPERATOR);
    open(page, 7);
    page.getByLabel("Add a note").fill("ask c1 first");
    button(page, "Add the note").click();
    button(page, "Take theirs").click();
    assertThat(hq.rows("select stock from article where id = 7")).containsExactly("30");
    assertThat(page.locator(".tag").first().textContent()).isEqualTo("decided");
    button(page, "Undo the decision").click();
    assertThat(page.locator(".notice").textContent()).contains("Undone");
    assertThat(hq.rows("select stock from article where id = 7")).containsExactly("20");
    assertThat(page.locator(".log").last().textContent())
        .contains("ask c1 first", "decided: theirs", "undid it");
    assertThat(hq.audit()).contains("\"act\":\"undo\"").contains("\"act\":\"note\"");
  }

  @Test
  void what_has_changed_since_it_was_shown_is_told_and_not_overwritten() throws Exception {
    Page page = chromium.window(hq, Role.RESOLVER);
    open(page, 8);
    hq.sql("update article set stock = 21 where id = 8");
    button(page, "Take theirs").click();
    assertThat(page.locator("[role=alert]").textContent()).contains("has changed since");
    assertThat(page.locator("td.ours").allTextContents().toString()).contains("now: 21");
    assertThat(hq.rows("select stock from article where id = 8")).containsExactly("21");
  }

  @Test
  void hostile_values_are_text_and_a_long_one_is_shown_by_its_beginning() {
    Page page = chromium.window(hq, Role.VIEWER);
    open(page, 103);
    assertThat(page.locator("td.theirs .value").allTextContents()).contains(Rows.SCRIPT);
    assertThat(page.evaluate("window.hacked")).isNull();
    open(page, 104);
    assertThat(page.locator("td.theirs .value").allTextContents())
        .contains("\\u{202e}gnp.exe \\u{1b}[31mred\\u{7}");
    open(page, 105);
    assertThat(page.content().length()).isLessThan(100_000);
    Locator whole = link(page, "all 1,048,576 characters");
    var file = page.waitForDownload(whole::click);
    assertThat(file.suggestedFilename()).isEqualTo("theirs.txt");
    assertThat(file.path()).hasSize(Rows.LONG);
  }

  /** Last, because the embedded store reads all conflicts for each list. */
  @Test
  @Order(Integer.MAX_VALUE)
  void ten_thousand_open_conflicts_are_listed_in_pages() {
    Rows.seedMany(hq);
    Page page = chromium.window(hq, Role.VIEWER);
    page.navigate(hq.address("/conflicts?partner=c2"));
    assertThat(page.locator("#range").textContent()).isEqualTo("1 to 100 of 10,000");
    link(page, "Next").click();
    assertThat(page.locator("#range").textContent()).isEqualTo("101 to 200 of 10,000");
    assertThat(page.locator(".questions tbody tr").count()).isEqualTo(ListPage.LINES);
  }

  @Test
  void the_home_page_shows_streams_and_leads_to_what_waits_and_a_spoke_shows_its_own() {
    Page page = chromium.window(hq, Role.VIEWER);
    assertThat(page.getByLabel("Stream with c1").textContent())
        .contains("in touch", "parked", "a rule of the database forbids it");
    assertThat(page.getByLabel("Changesets applied last").locator("tr").allTextContents())
        .anyMatch(row -> row.matches("(?s)c1#2 *17 *0 *12 *5 *[\\d,]+ ms *applied"));
    page.locator(".figure", new Page.LocatorOptions().setHasText("parked changes")).click();
    assertThat(page.locator("#range").textContent()).endsWith(" of 5");
    Page spoke = chromium.window(c1, Role.VIEWER);
    assertThat(spoke.locator("h1").textContent()).isEqualTo("State of c1");
    assertThat(spoke.getByLabel("Stream with hq").textContent()).contains("awaited");
    spoke.getByText("Conflicts").click();
    assertThat(spoke.locator("h1").textContent()).isEqualTo("Conflicts");
  }

  @Test
  void everything_can_be_reached_by_the_keyboard_and_has_a_name() {
    Page page = chromium.window(hq, Role.RESOLVER);
    open(page, 9);
    page.keyboard().press("Tab");
    assertThat(page.evaluate("document.activeElement.textContent"))
        .isEqualTo("Skip to the content");
    assertThat(
            page.evaluate(
                "[...document.querySelectorAll('input:not([type=hidden]),textarea,button')]"
                    + ".filter(e => !e.labels?.length && !e.ariaLabel && !e.textContent.trim())"
                    + ".map(e => e.outerHTML)"))
        .isEqualTo(List.of());
    page.getByLabel("stock: theirs").focus();
    page.keyboard().press("Space");
    assertThat(page.getByLabel("stock: theirs").isChecked()).isTrue();
  }

  @Test
  void a_viewer_sees_but_has_nothing_to_decide_with() throws Exception {
    Page page = chromium.window(hq, Role.VIEWER);
    open(page, 3);
    assertThat(page.locator("table.diff").isVisible()).isTrue();
    assertThat(page.getByText("Take theirs").count()).isZero();
    Client viewer = Client.as(hq, Role.VIEWER);
    String path = page.url().replace(hq.address(""), "");
    viewer.get(path);
    assertThat(viewer.post(path, Map.of("choice", "theirs")).statusCode()).isEqualTo(403);
  }

  @Test
  void a_wrong_password_is_refused_and_said() {
    Page page = chromium.window(1280, 900, false);
    page.navigate(hq.address("/conflicts"));
    page.getByLabel("Name").fill("viewer");
    page.getByLabel("Password").fill("not it");
    page.keyboard().press("Enter");
    assertThat(page.locator("[role=alert]").textContent()).contains("wrong");
    assertThat(page.url()).contains("/login");
  }
}
