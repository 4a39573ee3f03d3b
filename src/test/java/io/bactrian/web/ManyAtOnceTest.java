package io.bactrian.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.options.AriaRole;
import io.bactrian.decide.ListedQuestion;
import io.bactrian.decide.MovedOnException;
import io.bactrian.decide.QuestionKind;
import io.bactrian.decide.Selection;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows are ticked in the list, shown before and after, and decided as they were shown. */
class ManyAtOnceTest {
  private static final Pattern TICK =
      Pattern.compile("name=\"id\" value=\"([^\"]+)\" aria-label=\"article (\\d+) of c1\"");

  @TempDir private static Path dir;
  private static WebSite hq;
  private static WebSite c1;

  @BeforeAll
  static void start() throws Exception {
    hq = WebSite.hub(dir);
    c1 = WebSite.spoke(dir);
    Rows.seed(hq, c1);
  }

  @AfterAll
  static void stop() {
    c1.close();
    hq.close();
  }

  private static Locator button(Page page, String name) {
    return page.getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName(name));
  }

  private static List<String> prices(String ids) throws Exception {
    return hq.rows("select price from article where id in (%s) order by id".formatted(ids));
  }

  /** The id of the question about an article, as the list has it for its check box. */
  private static String tick(Client client, int article) throws Exception {
    String list = client.get("/conflicts?key=" + article).body();
    return TICK.matcher(list)
        .results()
        .filter(found -> found.group(2).equals("" + article))
        .map((MatchResult found) -> found.group(1))
        .findFirst()
        .orElseThrow();
  }

  /** A form with a field twice. */
  private static HttpResponse<String> preview(Client client, String choice, String... ids)
      throws Exception {
    return client.post("/conflicts/preview", Map.of("choice", choice), List.of(ids));
  }

  private static String set(HttpResponse<String> preview) {
    return preview.body().replaceAll("(?s).*name=\"set\" value=\"([^\"]+)\".*", "$1");
  }

  @Test
  void rows_are_ticked_by_the_keyboard_and_only_these_are_decided() throws Exception {
    assumeTrue(Chromium.isInstalled(), "Chromium is not installed: the page is not tested in it");
    try (Chromium chromium = Chromium.start()) {
      Page page = chromium.window(hq, Role.RESOLVER);
      page.navigate(hq.address("/conflicts?kind=manual"));
      Locator count = page.locator("[data-count]");
      assertThat(count.textContent()).startsWith("All ");
      page.getByLabel("article 1 of c1", new Page.GetByLabelOptions().setExact(true)).focus();
      page.keyboard().press("Space");
      page.getByLabel("article 2 of c1", new Page.GetByLabelOptions().setExact(true)).check();
      assertThat(count.textContent()).isEqualTo("The 2 that are ticked:");
      Locator all = page.getByLabel("all on this page");
      assertThat(all.evaluate("one => one.indeterminate")).isEqualTo(true);
      button(page, "Take theirs \u2026").focus();
      page.keyboard().press("Enter");
      page.waitForURL("**/conflicts/preview");
      assertThat(page.locator("h1").textContent()).isEqualTo("Take theirs for 2?");
      assertThat(page.locator("table.preview").textContent())
          .contains("article 1", "article 2", "2.00", "3.00")
          .doesNotContain("article 3");
      page.getByLabel("Note, for others").fill("as agreed");
      button(page, "Take theirs for all 2").click();
      assertThat(page.locator(".notice").textContent()).isEqualTo("Decided for theirs: 2.");
      assertThat(page.locator(".filters a[aria-current=true]").textContent()).contains("manual");
      assertThat(prices("1, 2, 3")).containsExactly("3.00", "3.00", "2.00");
      all.check();
      assertThat(count.textContent()).doesNotContain("All");
      all.uncheck();
      assertThat(count.textContent()).startsWith("All");
    }
  }

  @Test
  void what_moved_on_between_the_preview_and_the_decision_is_told_by_row() throws Exception {
    Client resolver = Client.as(hq, Role.RESOLVER);
    String[] ids = {tick(resolver, 4), tick(resolver, 5), tick(resolver, 6), tick(resolver, 101)};
    HttpResponse<String> shown = preview(resolver, "theirs", ids);
    assertThat(shown.body()).contains("Take theirs for 4?", "those that were ticked");
    hq.sql("update article set title = 'pencil' where id = 5");
    hq.site.decisions().decide(ids[2], false, "bob");
    c1.sql("update article set title = 'inks' where id = 101");
    c1.exchange();
    hq.exchange();
    HttpResponse<String> done =
        resolver.post("/conflicts/set", Map.of("set", set(shown), "note", "by phone"));
    assertThat(done.statusCode()).isEqualTo(409);
    String text = done.body().replaceAll("<[^>]+>", "");
    assertThat(text)
        .contains("Decided for theirs: 1.")
        .contains("Changed since they were shown: nothing was done: 2")
        .containsSubsequence("nothing was done: 2", "article 5", "article 101")
        .containsSubsequence("Decided by somebody else meanwhile: 1", "article 6");
    assertThat(prices("4, 5, 6")).containsExactly("3.00", "2.00", "2.00");
    HttpResponse<String> again = preview(resolver, "theirs", ids[1]);
    assertThat(again.body()).contains("Take theirs for 1?");
    assertThat(resolver.post("/conflicts/set", Map.of("set", set(again))).statusCode())
        .isEqualTo(303);
    assertThat(prices("5")).containsExactly("3.00");
    assertThat(hq.site.decisions().questions().find(ids[0], true).history().acts().get(0).note())
        .isEqualTo("by phone");
    assertThat(
            resolver
                .post("/conflicts/set", Map.of("set", set(again)))
                .headers()
                .firstValue("location"))
        .as("a set is decided once")
        .contains("/conflicts");
  }

  @Test
  void a_viewer_has_no_boxes_and_may_not_and_a_form_of_another_site_is_refused() throws Exception {
    Client resolver = Client.as(hq, Role.RESOLVER);
    String id = tick(resolver, 7);
    Client viewer = Client.as(hq, Role.VIEWER);
    assertThat(viewer.get("/conflicts").body()).contains("article").doesNotContain("checkbox");
    assertThat(preview(viewer, "theirs", id).statusCode()).isEqualTo(403);
    assertThat(viewer.post("/conflicts/set", Map.of("set", "x")).statusCode()).isEqualTo(403);
    String form = "choice=theirs&id=" + id;
    assertThat(resolver.send(resolver.form("/conflicts/preview", form)).statusCode())
        .isEqualTo(403);
    String shown = set(preview(resolver, "theirs", id));
    assertThat(resolver.send(resolver.form("/conflicts/set", "set=" + shown)).statusCode())
        .isEqualTo(403);
    assertThat(
            resolver
                .send(
                    resolver
                        .form("/conflicts/set", "set=" + shown)
                        .header("Sec-Fetch-Site", "cross-site"))
                .statusCode())
        .isEqualTo(403);
    assertThat(prices("7")).containsExactly("2.00");
    assertThat(resolver.post("/conflicts/set", Map.of("set", shown)).statusCode()).isEqualTo(303);
    assertThat(prices("7")).containsExactly("3.00");
    assertThat(hq.audit())
        .contains("\"who\":\"resolver\"", "manual " + id + ": theirs, one of 1")
        .doesNotContain("3.00");
  }

  @Test
  void a_set_as_large_as_it_may_be_and_a_long_edited_value_are_taken() throws Exception {
    Client resolver = Client.as(hq, Role.RESOLVER);
    String[] ids = new String[5_000];
    java.util.Arrays.setAll(ids, i -> "00000000-0000-0000-0000-" + i);
    ids[4_999] = tick(resolver, 8);
    assertThat(preview(resolver, "ours", ids).body()).contains("Keep ours for 1?", "4,999");
    String page = "/conflicts/" + tick(resolver, 104);
    String seen =
        resolver.get(page).body().replaceAll("(?s).*name=\"seen\" value=\"([^\"]+)\".*", "$1");
    hq.sql("alter table article drop constraint few");
    String title = "x".repeat(20_000);
    HttpResponse<String> done =
        resolver.post(
            page, Map.of("choice", "columns", "seen", seen, "pick-1", "edit", "value-1", title));
    assertThat(done.statusCode()).isEqualTo(303);
    hq.sql("alter table article add constraint few check (id < 100 or id = 104 or stock < 5)");
    assertThat(hq.rows("select char_length(title) from article where id = 104"))
        .containsExactly("20000");
  }

  private static List<ListedQuestion> offers() {
    Selection offers = new Selection(QuestionKind.PARKED, "c1", "offer", null, null, null);
    return hq.site.decisions().questions().list(false, offers).questions();
  }

  private static void offered(String offers) throws Exception {
    c1.sql("insert into offer values " + offers);
    c1.exchange();
    hq.exchange();
  }

  @Test
  void no_more_changes_are_dropped_along_with_a_set_than_were_shown() throws Exception {
    Client resolver = Client.as(hq, Role.RESOLVER);
    offered("(10, 102, 'one')");
    String[] ids = {tick(resolver, 102), tick(resolver, 103)};
    HttpResponse<String> shown = preview(resolver, "ours", ids);
    assertThat(shown.body()).contains("1 more");
    offered("(11, 102, 'two')");
    HttpResponse<String> done = resolver.post("/conflicts/set", Map.of("set", set(shown)));
    assertThat(done.statusCode()).isEqualTo(409);
    assertThat(done.body().replaceAll("<[^>]+>", ""))
        .as("the other one has nothing to do with it")
        .contains("Decided for ours: 1.")
        .containsSubsequence("nothing was done: 1", "article 102");
    assertThat(offers()).hasSize(2);
    Set<String> first = Set.of(offers().get(0).id());
    assertThatThrownBy(
            () -> hq.site.decisions().decide(ids[0], List.of("ours"), null, "ann", null, first))
        .isInstanceOf(MovedOnException.class)
        .hasMessageContaining("more parked changes would be dropped");
    assertThat(offers()).hasSize(2);
    HttpResponse<String> again = preview(resolver, "ours", ids[0]);
    assertThat(again.body()).contains("2 more");
    assertThat(resolver.post("/conflicts/set", Map.of("set", set(again))).statusCode())
        .isEqualTo(303);
    assertThat(offers()).isEmpty();
    hq.exchange();
    assertThat(resolver.get("/conflicts?kind=decided&key=102").body())
        .as("a person, and no rule")
        .contains("; decided by resolver")
        .doesNotContain("by the rule");
  }
}
