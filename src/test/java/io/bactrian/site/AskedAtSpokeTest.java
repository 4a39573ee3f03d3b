package io.bactrian.site;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.changelog.Act;
import io.bactrian.decide.Decisions;
import io.bactrian.decide.ListedQuestion;
import io.bactrian.decide.OpenQuestion;
import io.bactrian.decide.QuestionKind;
import io.bactrian.decide.Selection;
import io.bactrian.web.Accounts;
import io.bactrian.web.Role;
import io.bactrian.wire.FreePort;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A person at the spoke is asked, and decides by an edit there that knows the hub's state. */
class AskedAtSpokeTest extends PartnerLimitsFixture {
  private static final String PASSWORD = "correct horse battery";
  private static final String LABELS = "select code, label from product order by code";

  private int web;

  /** Both change the title of article 1; the hub's stands. */
  private void conflict() throws Exception {
    sites = new TestSites(dir, "files.resend-after = 1 h\n");
    Path rules = sites.hq.folder.resolve("conflict-rules/office.yaml");
    Files.writeString(rules, "version: 3\ntables:\n  article: {rule: manual, ask: spoke}\n");
    hq = sites.hq.start();
    web = FreePort.next();
    Accounts.in(sites.c1.folder).put("eve", Role.RESOLVER, PASSWORD);
    c1 = sites.c1.add("web.listen = 127.0.0.1:%d\n".formatted(web)).start();
    c2 = sites.c2.start();
    hq.sql("insert into article values (1, 'pen', 1.50, 10)");
    rounds(2);
    hq.sql("update article set title = 'hub pen' where id = 1");
    hq.exchange();
    c1.sql("update product set label = 'shop pen' where code = 1");
    rounds(2);
  }

  private HttpResponse<String> ask(String path, String decision) throws Exception {
    String login = Base64.getEncoder().encodeToString(("eve:" + PASSWORD).getBytes());
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + web + "/api/v1/conflicts" + path))
            .header("Authorization", "Basic " + login)
            .header("Content-Type", "application/json");
    return HttpClient.newHttpClient()
        .send(
            decision == null
                ? request.build()
                : request.POST(HttpRequest.BodyPublishers.ofString(decision)).build(),
            HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void the_spokes_people_see_and_decide_it_over_http_too() throws Exception {
    conflict();
    String id = open(c1).get(0).id();
    assertThat(ask("", null).body()).contains(id, "product");
    String seen = c1.site().decisions().questions().find(id, false).version();
    HttpResponse<String> done =
        ask("/" + id + "/decision", "{\"choice\": \"theirs\", \"seen\": \"%s\"}".formatted(seen));
    assertThat(done.statusCode()).as(done.body()).isEqualTo(200);
    rounds(2);
    assertThat(hq.rows(ARTICLES)).containsExactly("1|shop pen");
    assertThat(c1.rows(LABELS)).containsExactly("1|shop pen");
  }

  private static List<ListedQuestion> open(TestSite site) {
    return site.site().decisions().questions().list(false, Selection.ALL).questions();
  }

  @Test
  void the_question_is_at_the_spoke_alone_and_its_answer_reaches_every_site() throws Exception {
    conflict();
    assertThat(c1.rows(LABELS)).as("meanwhile the hub's row stands").containsExactly("1|hub pen");
    assertThat(open(hq)).isEmpty();
    Selection decided = new Selection(QuestionKind.DECIDED, "c1", null, null, null, null);
    assertThat(hq.site().decisions().questions().list(decided, 0, 9).questions())
        .singleElement()
        .satisfies(one -> assertThat(one.reason()).contains("`ask-spoke`"));
    assertThat(open(c1)).hasSize(1);
    Decisions decisions = c1.site().decisions();
    OpenQuestion question = decisions.questions().find(open(c1).get(0).id(), false);
    assertThat(question.table().name()).isEqualTo("product");
    assertThat(question.columns()).hasSize(1);
    int label = question.columns().get(0);
    assertThat(question.base().get(label)).isEqualTo("pen");
    assertThat(question.ours().get(label)).isEqualTo("hub pen");
    assertThat(question.theirs().get(label)).isEqualTo("shop pen");
    assertThat(decisions.explain(question.listed().id()).outcome())
        .contains("version 3 at the hub");
    decisions.decide(question.listed().id(), List.of("label=both pens"), question.version(), "eve");
    assertThat(open(c1)).isEmpty();
    c1.exchange();
    hq.exchange();
    c2.exchange();
    assertThat(hq.rows(ARTICLES)).containsExactly("1|both pens");
    assertThat(c1.rows(LABELS)).containsExactly("1|both pens");
    assertThat(open(hq)).as("it was made knowing the hub's row, so it is no conflict").isEmpty();
    assertThat(open(c1)).isEmpty();
    Act act = decisions.questions().find(question.listed().id(), true).history().acts().get(0);
    assertThat(act.by()).isEqualTo("eve");
    decisions.undo(question.listed().id(), "eve");
    rounds(2);
    assertThat(hq.rows(ARTICLES)).containsExactly("1|hub pen");
  }

  @Test
  void an_answer_to_a_row_that_has_moved_on_at_the_hub_is_asked_again_and_all_stay_in_step()
      throws Exception {
    conflict();
    hq.sql("update article set title = 'newer pen' where id = 1");
    hq.exchange();
    c1.site().decisions().decide(open(c1).get(0).id(), true, "eve");
    assertThat(c1.rows(LABELS)).containsExactly("1|shop pen");
    rounds(2);
    assertThat(c1.rows(LABELS)).containsExactly("1|newer pen");
    assertThat(hq.rows(ARTICLES)).containsExactly("1|newer pen");
    assertThat(open(c1)).hasSize(1);
    c1.site().decisions().decide(open(c1).get(0).id(), true, "eve");
    rounds(2);
    assertThat(hq.rows(ARTICLES)).containsExactly("1|shop pen");
    assertThat(c1.rows(LABELS)).containsExactly("1|shop pen");
    assertThat(open(c1)).isEmpty();
  }

  @Test
  void a_person_at_the_hub_may_decide_first() throws Exception {
    conflict();
    Selection decided = new Selection(QuestionKind.DECIDED, "c1", null, null, null, null);
    Decisions hub = hq.site().decisions();
    hub.undo(hub.questions().list(decided, 0, 9).questions().get(0).id(), "ann");
    hq.exchange();
    rounds(2);
    assertThat(hq.rows(ARTICLES)).containsExactly("1|shop pen");
    assertThat(c1.rows(LABELS)).containsExactly("1|shop pen");
    assertThat(c1.site().decisions().decide(open(c1).get(0).id(), true, "eve"))
        .contains("as chosen already");
  }
}
