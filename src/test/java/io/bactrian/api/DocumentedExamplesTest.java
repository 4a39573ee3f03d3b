package io.bactrian.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bactrian.changeset.Row;
import io.bactrian.web.Accounts;
import io.bactrian.web.Role;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/api.md, docs/events.md and docs/decision-files.md show is what a site does. */
class DocumentedExamplesTest {
  private static final String ID = "9f1c2a47";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern CURL =
      Pattern.compile("curl -u (\\S+) \"?http://[^/]*/api/v1([^\"\\s]*)\"?(?: --json '([^']*)')?");

  @TempDir private Path dir;
  private Path carried;
  private ApiSite site;

  @BeforeEach
  void start() throws Exception {
    carried = Files.createDirectories(dir.resolve("stick"));
    site =
        ApiSite.start(
            dir.resolve("hq"),
            "create table article (id integer primary key, price numeric(10,2), remark varchar(40))",
            "decisions.interval = 20 ms\ndecisions.folder = " + carried);
    Accounts.in(dir.resolve("hq")).put("ticket-system", Role.RESOLVER, ApiSite.PASSWORD);
    site.restart();
    site.sql("insert into article values (1, 2.00, 'fragile')");
    site.conflict(
        ID,
        List.of(1, 2),
        List.of(
            Row.of("1", "1.00", null), Row.of("1", "2.00", "fragile"), Row.of("1", "3.00", "gift")),
        Instant.parse("2026-11-30T16:15:05.123Z"));
  }

  @AfterEach
  void stop() {
    site.close();
  }

  /** The blocks of a page in this language. */
  private static List<String> blocks(String page, String language) throws Exception {
    String text = Files.readString(Path.of("docs").resolve(page));
    return Pattern.compile("(?ms)^```(\\w*)\n(.*?)^```$")
        .matcher(text)
        .results()
        .filter(block -> block.group(1).equals(language))
        .map(block -> block.group(2))
        .toList();
  }

  private String version() throws Exception {
    return JSON.readTree(site.get("viewer", "/conflicts/" + ID).body()).get("version").asText();
  }

  private static void until(Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + 60_000_000_000L;
    while (!condition.call()) {
      assertThat(System.nanoTime()).as("still waiting").isLessThan(deadline);
      LockSupport.parkNanos(10_000_000);
    }
  }

  @Test
  void the_requests_list_show_and_decide_a_conflict() throws Exception {
    String commands = blocks("api.md", "sh").get(0).replace("\\\n", "").replaceAll(" +", " ");
    List<MatchResult> requests = CURL.matcher(commands).results().toList();
    assertThat(requests).hasSameSizeAs(commands.strip().split("\n")).hasSize(3);
    List<String> answers = new ArrayList<>();
    for (MatchResult request : requests) {
      String body = request.group(3);
      HttpResponse<String> answer =
          body == null
              ? site.get(request.group(1), request.group(2))
              : site.post(request.group(1), request.group(2), body.replace("41d0…", version()));
      assertThat(answer.statusCode()).as("%s: %s", request.group(), answer.body()).isEqualTo(200);
      answers.add(answer.body());
    }
    assertThat(JSON.readTree(answers.get(0)).at("/questions/0/id").asText()).isEqualTo(ID);
    assertThat(JSON.readTree(answers.get(1)).at("/theirs/price").asText()).isEqualTo("3.00");
    JsonNode decided = JSON.readTree(site.get("viewer", "/conflicts/" + ID).body());
    assertThat(decided.at("/present/0/row/price").asText()).isEqualTo("2.75");
    assertThat(decided.at("/acts/0/note").asText()).isEqualTo("The shop called.");
  }

  @Test
  void an_event_has_the_fields_that_are_shown_in_their_order() throws Exception {
    String shown = blocks("api.md", "").get(0);
    JsonNode fields = JSON.readTree(blocks("events.md", "json").get(0));
    List<String> lines = new ArrayList<>();
    HttpResponse<InputStream> stream =
        site.http.send(
            site.request("viewer", "/events?after=1-0").build(),
            HttpResponse.BodyHandlers.ofInputStream());
    try (BufferedReader text =
        new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
      while (lines.stream().noneMatch(line -> line.startsWith("data: "))) {
        lines.add(text.readLine());
      }
    }
    lines.removeIf(line -> line.isEmpty() || line.startsWith(":") || line.startsWith("retry"));
    assertThat(lines)
        .extracting(line -> line.replaceFirst(": .*", ""))
        .containsExactly("id", "event", "data");
    JsonNode event = JSON.readTree(lines.get(2).substring("data: ".length()));
    assertThat(event.fieldNames()).toIterable().containsExactlyElementsOf(fields::fieldNames);
    String like =
        lines.get(2).substring(0, lines.get(2).indexOf(',')).replaceFirst("1-\\d+", "1-17");
    assertThat(shown).contains("id: 1-17\nevent: " + event.get("event").asText() + "\n" + like);
    assertThat(event.get("columns").isArray()).isEqualTo(fields.get("columns").isArray());
    assertThat(event.get("kind")).isEqualTo(fields.get("kind"));
  }

  private Path asked() throws Exception {
    Path file = carried.resolve("conflicts").resolve(ID + ".xml");
    until(() -> Files.exists(file));
    return file;
  }

  private static String plain(String xml) {
    return xml.replaceAll("<\\?xml[^>]*>", "")
        .replaceAll("\"></\\w+>", "\"/>")
        .replaceAll("\\s+", " ")
        .replace("> <", "><")
        .strip();
  }

  @Test
  void a_conflict_is_written_to_a_file_as_shown() throws Exception {
    String written =
        Files.readString(asked())
            .replace(ID, "9f1c…")
            .replaceFirst(" version=\"[0-9a-f-]*\"", " version=\"41d0…\"");
    assertThat(plain(written)).isEqualTo(plain(blocks("decision-files.md", "xml").get(0)));
  }

  private JsonNode decided(String decision) throws Exception {
    asked();
    Path part = Files.createDirectories(carried.resolve("decisions")).resolve(".part");
    Files.writeString(part, decision.replace("9f1c…", ID).replace("41d0…", version()));
    Files.move(part, part.resolveSibling("decision.xml"));
    until(() -> Files.exists(carried.resolve("done").resolve("decision.xml")));
    return JSON.readTree(site.get("viewer", "/conflicts/" + ID).body());
  }

  @Test
  void a_file_that_chooses_a_side_as_shown_is_taken() throws Exception {
    JsonNode now = decided(blocks("decision-files.md", "xml").get(1));
    assertThat(now.at("/present/0/row/price").asText()).isEqualTo("3.00");
    assertThat(now.at("/acts/0/by").asText()).isEqualTo("ann (by file)");
    assertThat(now.at("/acts/0/note").asText()).isEqualTo("The shop called.");
  }

  @Test
  void a_file_with_values_as_shown_is_taken() throws Exception {
    JsonNode now = decided(blocks("decision-files.md", "xml").get(2));
    assertThat(now.at("/present/0/row/price").asText()).isEqualTo("2.75");
    assertThat(now.at("/present/0/row/remark").isNull()).isTrue();
  }
}
