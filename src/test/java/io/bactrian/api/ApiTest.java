package io.bactrian.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.bactrian.event.EventReader;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Programs do over HTTP what people do on the page, and follow what happens. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ApiTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private ApiSite site;
  private JsonNode description;
  private Path folder;
  private int row;

  @BeforeAll
  void start(@TempDir Path dir) throws Exception {
    folder = dir;
    site = ApiSite.start(dir);
    description = JSON.readTree(site.get(null, "/openapi.json").body());
  }

  @AfterAll
  void stop() {
    site.close();
  }

  /** The body, which is as the description says for this operation. */
  private JsonNode checked(HttpResponse<String> answer, String method, String path)
      throws Exception {
    boolean done = answer.statusCode() == 200;
    JsonNode responses =
        description.at("/paths").get("/api/v1" + path).get(method).get("responses");
    JsonNode content = responses.get(done ? "200" : "default").get("content");
    JsonNode schema =
        content.get(done ? "application/json" : "application/problem+json").get("schema");
    if (!done) {
      schema = description.at("/components/schemas/Problem");
    }
    JsonSchema sound =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(schema);
    JsonNode body = JSON.readTree(answer.body());
    assertThat(sound.validate(body)).as(answer.body()).isEmpty();
    return body;
  }

  private String conflict(String id, String ours, String theirs) throws Exception {
    site.conflict(id, ++row, ours, theirs);
    return id;
  }

  private JsonNode shown(String id) throws Exception {
    return checked(site.get("viewer", "/conflicts/" + id), "get", "/conflicts/{id}");
  }

  private String version(String id) throws Exception {
    return shown(id).get("version").asText();
  }

  private HttpResponse<String> decide(String who, String id, String choice, String seen)
      throws Exception {
    return site.post(
        who,
        "/conflicts/" + id + "/decision",
        "{%s, \"seen\": \"%s\", \"note\": \"why\"}".formatted(choice, seen));
  }

  @Test
  void the_committed_description_is_the_one_that_is_served() throws Exception {
    Path file = Path.of("docs/openapi.json");
    if (Boolean.getBoolean("update-docs")) {
      Files.writeString(
          file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(description) + "\n");
    }
    assertThat(JSON.readTree(Files.readString(file))).isEqualTo(description);
    assertThat(JSON.readTree(Api.description().toJson())).isEqualTo(description);
  }

  @Test
  void one_is_listed_shown_decided_noted_and_undone() throws Exception {
    String hostile = "<b>\u0001\uD800 'x'";
    String id = conflict("first", "hub's", hostile);
    JsonNode list =
        checked(
            site.get("viewer", "/conflicts?kind=manual&table=article&key=" + row),
            "get",
            "/conflicts");
    assertThat(list.get("questions")).extracting(one -> one.get("id").asText()).containsExactly(id);
    assertThat(list.get("more").asBoolean()).isFalse();
    JsonNode whole = shown(id);
    assertThat(whole.at("/theirs/title").asText()).isEqualTo(hostile);
    assertThat(whole.at("/ours/note").isNull()).isTrue();
    assertThat(whole.at("/present/0/row/title").asText()).isEqualTo("hub's");

    String values = "\"values\": {\"title\": \"both\"}";
    JsonNode done =
        checked(decide("resolver", id, values, version(id)), "post", "/conflicts/{id}/decision");
    assertThat(done.get("done").asText()).startsWith("Decided");
    assertThat(site.title(row)).isEqualTo("both");
    JsonNode act = shown(id).at("/acts/0");
    assertThat(act.get("by").asText()).isEqualTo("resolver");
    assertThat(act.get("note").asText()).isEqualTo("why");

    site.post("resolver", "/conflicts/" + id + "/notes", "{\"text\": \"was right\"}");
    assertThat(shown(id).at("/notes/0/text").asText()).isEqualTo("was right");
    assertThat(site.get("viewer", "/conflicts/" + id + "/explanation").body()).contains("title");
    HttpResponse<String> undone = site.post("resolver", "/conflicts/" + id + "/undo", "{}");
    checked(undone, "post", "/conflicts/{id}/undo");
    assertThat(site.title(row)).isEqualTo("hub's");
  }

  @Test
  void a_decision_on_what_has_moved_on_is_refused_and_nothing_is_written() throws Exception {
    String id = conflict("moved", "ours", "theirs");
    String seen = version(id);
    site.sql("update article set title = 'newer' where id = " + row);
    HttpResponse<String> refused = decide("resolver", id, "\"choice\": \"theirs\"", seen);
    assertThat(refused.statusCode()).isEqualTo(409);
    JsonNode why = checked(refused, "post", "/conflicts/{id}/decision");
    assertThat(why.get("type").asText()).isEqualTo("moved-on");
    assertThat(why.get("toDo").asText()).isNotEmpty();
    assertThat(site.title(row)).isEqualTo("newer");
  }

  @Test
  void many_are_previewed_and_decided_together() throws Exception {
    conflict("many-1", "ours", "theirs");
    conflict("many-2", "ours", "theirs");
    String body = "{\"ids\": [\"many-1\", \"many-2\", \"gone\"], \"choice\": \"theirs\"}";
    JsonNode preview = checked(site.post("viewer", "/previews", body), "post", "/previews");
    assertThat(preview.get("rows"))
        .extracting(one -> one.get("id").asText())
        .containsExactlyInAnyOrder("many-1", "many-2");
    assertThat(preview.at("/rows/0/before/title").asText()).isEqualTo("ours");
    assertThat(preview.at("/rows/0/after/title").asText()).isEqualTo("theirs");
    assertThat(site.title(row)).isEqualTo("ours");
    JsonNode decided = checked(site.post("resolver", "/decisions", body), "post", "/decisions");
    assertThat(decided.get("decided").asInt()).isEqualTo(2);
    assertThat(site.title(row)).isEqualTo("theirs");
    JsonNode counts = checked(site.get("viewer", "/conflicts/counts"), "get", "/conflicts/counts");
    assertThat(counts.get("total").isNumber()).isTrue();
    checked(site.get("viewer", "/status"), "get", "/status");
  }

  @Test
  void of_many_those_that_have_moved_on_since_the_preview_are_told_and_not_written()
      throws Exception {
    conflict("seen-1", "ours", "theirs");
    int first = row;
    conflict("seen-2", "ours", "theirs");
    String ids = "\"ids\": [\"seen-1\", \"seen-2\", \"gone\"], \"choice\": \"theirs\"";
    JsonNode preview =
        checked(site.post("viewer", "/previews", "{" + ids + "}"), "post", "/previews");
    site.sql("update article set title = 'newer' where id = " + first);
    String body = "{%s, \"seen\": %s, \"note\": \"alike\"}".formatted(ids, preview.get("seen"));
    assertThat(site.post("viewer", "/decisions", body).statusCode()).isEqualTo(403);
    JsonNode decided = checked(site.post("resolver", "/decisions", body), "post", "/decisions");
    assertThat(decided.get("decided").asInt()).isEqualTo(1);
    assertThat(decided.at("/movedOn/0/id").asText()).isEqualTo("seen-1");
    assertThat(decided.get("movedOn")).hasSize(1);
    assertThat(decided.at("/gone/0").asText()).isEqualTo("gone");
    assertThat(site.title(first)).isEqualTo("newer");
    assertThat(site.title(row)).isEqualTo("theirs");
    assertThat(shown("seen-2").at("/acts/0/note").asText()).isEqualTo("alike");
    try (var files = Files.list(folder.resolve("audit"))) {
      assertThat(Files.readString(files.findFirst().orElseThrow()))
          .contains("\"act\":\"decideMany\"", "seen-2, one of 3");
    }
    String unseen = "{%s, \"seen\": {}}".formatted(ids);
    JsonNode none = checked(site.post("resolver", "/decisions", unseen), "post", "/decisions");
    assertThat(none.at("/movedOn/0/id").asText()).as("was never shown").isEqualTo("seen-1");
  }

  @Test
  void who_may_not_is_refused_and_what_is_done_is_in_the_audit_log() throws Exception {
    String id = conflict("guarded", "ours", "theirs");
    String seen = version(id);
    String theirs = "\"choice\": \"theirs\"";
    assertThat(decide(null, id, theirs, seen).statusCode()).isEqualTo(401);
    assertThat(decide("viewer", id, theirs, seen).statusCode()).isEqualTo(403);
    assertThat(decide("resolver:wrong password", id, theirs, seen).statusCode()).isEqualTo(401);
    assertThat(decide("<x>:y", id, theirs, seen).statusCode()).isEqualTo(401);
    assertThat(site.title(row)).isEqualTo("ours");
    assertThat(decide("resolver", id, theirs, seen).statusCode()).isEqualTo(200);
    try (var files = Files.list(folder.resolve("audit"))) {
      String log = Files.readString(files.findFirst().orElseThrow());
      assertThat(log)
          .contains("\"who\":\"resolver\"", "\"act\":\"decideConflict\"", "\"about\":\"guarded\"")
          .contains("login refused")
          .doesNotContain("theirs");
    }
  }

  @Test
  void what_is_not_as_described_is_refused_without_being_quoted() throws Exception {
    String id = conflict("strict", "ours", "theirs");
    String path = "/conflicts/" + id + "/decision";
    for (String body :
        List.of(
            "",
            "confidential",
            "[]",
            "{}",
            "{\"seen\": \"x\"}",
            "{\"seen\": 1, \"choice\": \"ours\"}",
            "{\"seen\": \"x\", \"choice\": \"confidential\"}",
            "{\"seen\": \"x\", \"choice\": \"ours\", \"confidential\": 1}",
            "{\"seen\": \"x\", \"choice\": \"ours\", \"values\": {\"title\": \"confidential\"}}",
            "[".repeat(100_000))) {
      HttpResponse<String> refused = site.post("resolver", path, body);
      assertThat(refused.statusCode()).as(body).isEqualTo(400);
      assertThat(refused.body()).doesNotContain("confidential");
      checked(refused, "post", "/conflicts/{id}/decision");
    }
    assertThat(site.get("viewer", "/conflicts?most=0").statusCode()).isEqualTo(400);
    assertThat(site.get("viewer", "/conflicts?other=1").statusCode()).isEqualTo(400);
    assertThat(site.get("viewer", "/conflicts/nobody").statusCode()).isEqualTo(404);
    assertThat(site.title(row)).isEqualTo("ours");
  }

  private List<String> events(String last, int count) throws Exception {
    var request = site.request("viewer", "/events");
    if (last != null) {
      request.header("Last-Event-ID", last);
    }
    HttpResponse<InputStream> stream =
        site.http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    assertThat(stream.headers().firstValue("Content-Type"))
        .hasValue("text/event-stream; charset=utf-8");
    List<String> found = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
      String kind = "";
      while (found.size() < count) {
        String line = lines.readLine();
        if (line.startsWith("event: ")) {
          kind = line.substring(7);
        } else if (line.startsWith("data: ")) {
          JsonNode data = JSON.readTree(line.substring(6));
          found.add(kind + " " + data.path("conflict").asText() + " " + data.path("id").asText());
        }
      }
    }
    return found;
  }

  @Test
  void a_client_follows_events_and_resumes_after_a_restart_without_a_gap() throws Exception {
    String before = new EventReader(site.site().events()).end().orElseThrow().toString();
    String id = conflict("followed", "ours", "theirs");
    List<String> first = eventually(before, "conflict-opened followed");
    String last = first.get(first.size() - 1).replaceFirst(".* ", "");
    site.site().decisions().decide(id, true, "ann");
    site.restart();
    assertThat(eventually(last, "conflict-decided followed")).isNotEmpty();
    assertThat(events("99-5", 1)).allMatch(event -> event.startsWith("missed"));
  }

  /** Reads on from a place until this event has come. */
  private List<String> eventually(String last, String event) throws Exception {
    for (int count = 1; ; count++) {
      List<String> found = events(last, count);
      if (found.get(count - 1).startsWith(event)) {
        return found;
      }
    }
  }
}
