package io.bactrian.site;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.decide.Decisions;
import io.bactrian.decide.Listing;
import io.bactrian.decide.Selection;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The hub listens; the spoke asks. They run for all tests, which begin without rows. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TwoSitesByHttpTest {
  private static final String ARTICLES = "select * from article order by id";
  private static final String PRODUCTS = "select * from product order by code";

  private Path dir;
  private TestSites sites;
  private TestSite hq;
  private TestSite c1;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    dir = folder;
    sites = new TestSites(dir);
    hq = sites.hq.start();
    c1 = sites.c1.start();
  }

  @AfterAll
  void stop() {
    sites.close();
  }

  @BeforeEach
  void empty() throws Exception {
    hq.sql("delete from article");
    exchange();
    assertThat(c1.rows(PRODUCTS)).isEmpty();
  }

  /** What the hub wrote goes into its changelog; then the spoke asks until there is no more. */
  private void exchange() throws Exception {
    assertThat(hq.exchange()).isEmpty();
    assertThat(c1.exchange()).isEmpty();
  }

  @Test
  void changes_go_both_ways_through_the_mapping_and_do_not_come_back() throws Exception {
    hq.sql("insert into article values (1, 'pen', 1.50, 10)");
    c1.sql("insert into product values (2, 'ink', 725, 4)");
    exchange();
    assertThat(c1.rows(PRODUCTS)).containsExactly("1|pen|150|10", "2|ink|725|4");
    assertThat(hq.rows(ARTICLES)).containsExactly("1|pen|1.50|10", "2|ink|7.25|4");
    c1.sql("update product set label = 'red pen' where code = 1");
    hq.sql("delete from article where id = 2");
    exchange();
    assertThat(c1.rows(PRODUCTS)).containsExactly("1|red pen|150|10");
    assertThat(hq.rows(ARTICLES)).containsExactly("1|red pen|1.50|10");
    long sent = sent();
    exchange();
    assertThat(sent()).isEqualTo(sent);
  }

  private long sent() {
    return hq.status().streams().get(0).sent() + c1.status().streams().get(0).sent();
  }

  @Test
  void a_conflict_is_decided_at_the_hub_and_its_verdict_reaches_the_spoke() throws Exception {
    hq.sql("insert into article values (1, 'pen', 1.50, 10)");
    exchange();
    hq.sql("update article set title = 'pencil', stock = stock - 3");
    c1.sql("update product set label = 'biro', stock = stock + 5");
    exchange();
    assertThat(hq.rows(ARTICLES)).containsExactly("1|pencil|1.50|12");
    assertThat(c1.rows(PRODUCTS)).containsExactly("1|pencil|150|12");
    assertThat(hq.site().conflicts().countsByRule()).containsKey("hub");
  }

  @Test
  void a_question_for_a_person_stays_open_and_the_decision_reaches_the_spoke() throws Exception {
    hq.sql("insert into article values (1, 'pen', 1.50, 10)");
    exchange();
    hq.sql("update article set price = 1.60");
    c1.sql("update product set cents = 145");
    exchange();
    assertThat(c1.rows(PRODUCTS)).containsExactly("1|pen|160|10");
    assertThat(hq.status().openConflicts()).isEqualTo(1);
    Decisions decisions = hq.site().decisions();
    Listing open = decisions.questions().list(false, Selection.ALL);
    decisions.decide(open.questions().get(0).id(), true, "a person");
    exchange();
    assertThat(hq.status().openConflicts()).isZero();
    assertThat(c1.rows(PRODUCTS)).containsExactly("1|pen|145|10");
  }

  @Test
  void the_status_tells_what_was_sent_acknowledged_and_applied() throws Exception {
    hq.sql("insert into article values (1, 'pen', 1.50, 10), (2, 'ink', 7.25, 4)");
    assertThat(hq.status().outbox()).isTrue();
    hq.exchange();
    assertThat(hq.status().outbox()).isFalse();
    assertThat(hq.status().streams().get(0).unsentEntries()).isEqualTo(2);
    c1.sql("insert into product values (3, 'pad', 300, 1)");
    exchange();
    var atHub = hq.status().streams().get(0);
    var atSpoke = c1.status().streams().get(0);
    assertThat(atHub.partner()).isEqualTo("c1");
    assertThat(atHub.acknowledged()).isEqualTo(atHub.sent()).isEqualTo(atSpoke.applied());
    assertThat(atSpoke.acknowledged()).isEqualTo(atSpoke.sent()).isEqualTo(atHub.applied());
    assertThat(atHub.pendingChanges() + atSpoke.pendingChanges()).isZero();
    assertThat(atHub.unsentEntries()).isZero();
    assertThat(atHub.gaps() + atHub.parked() + atSpoke.deferred() + atSpoke.awaited()).isZero();
    assertThat(atHub.lastExchange()).isNotNull();
    assertThat(hq.status().outages()).isEmpty();
  }

  @Test
  void whoever_lacks_the_token_is_answered_403_and_nothing_is_read() throws Exception {
    HttpResponse<String> answer = post("c1", "wrong", new byte[] {1});
    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body()).isEmpty();
    assertThat(post("c9", TestSites.TOKEN, new byte[0]).statusCode()).isEqualTo(403);
    exchange();
  }

  @Test
  void a_spoke_with_the_wrong_token_says_so_and_keeps_what_it_has() throws Exception {
    c1.sql("insert into product values (2, 'ink', 725, 4)");
    c1.stop();
    Path settings = c1.folder.resolve("application.properties");
    String right = Files.readString(settings);
    Files.writeString(settings, right.replace(TestSites.TOKEN, TestSites.TOKEN + "2"));
    assertThat(c1.start().exchange()).singleElement().asString().contains("exchange-http", "403");
    assertThat(hq.rows(ARTICLES)).isEmpty();
    c1.stop();
    Files.writeString(settings, right);
    assertThat(c1.start().exchange()).isEmpty();
    assertThat(hq.rows(ARTICLES)).containsExactly("2|ink|7.25|4");
  }

  @Test
  void a_changeset_for_another_site_is_answered_409_with_the_reason() throws Exception {
    Path file = Documents.changeset(dir, "c1", "c2", 1);
    HttpResponse<String> answer = post("c1", TestSites.TOKEN, Files.readAllBytes(file));
    assertThat(answer.statusCode()).isEqualTo(409);
    assertThat(answer.body())
        .contains("c1→c2 #1 rejected", "Nothing of it is applied", "Deliver it to the site");
    exchange();
  }

  private HttpResponse<String> post(String site, String token, byte[] body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(sites.address())
            .header("Bactrian-Site", site)
            .header("Bactrian-Wait", "0")
            .header("Authorization", "Bearer " + token)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
  }
}
