package io.bactrian.api;

import io.bactrian.apply.HubRow;
import io.bactrian.changelog.Act;
import io.bactrian.changelog.Note;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import io.bactrian.decide.ListedQuestion;
import io.bactrian.decide.OpenQuestion;
import io.bactrian.decide.Outcome;
import io.bactrian.decide.Preview;
import io.bactrian.decide.QuestionKind;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.camel.util.json.JsonArray;
import org.apache.camel.util.json.JsonObject;

/** Questions as JSON, and the shapes of that. Pure. */
final class QuestionJson {
  private static final Shape ANY = Shape.text(Integer.MAX_VALUE);
  private static final Shape ANY_OR_NULL = Shape.textOrNull(Integer.MAX_VALUE);
  private static final Shape NAMES = Shape.many(ANY, 10_000);

  /** A row by column, each value as canonical text; null when the row is absent. */
  private static final Shape ROW = Shape.orNull(Shape.map(ANY_OR_NULL, 10_000));

  static final List<String> KINDS =
      Arrays.stream(QuestionKind.values()).map(QuestionKind::word).toList();

  static final Shape LINE =
      Shape.fields(
          "id", ANY,
          "kind", Shape.word(KINDS),
          "partner", ANY,
          "table", ANY,
          "key", ANY_OR_NULL,
          "columns", NAMES,
          "reason", ANY,
          "at", ANY_OR_NULL,
          "changeset", Shape.number(0, Long.MAX_VALUE));

  private static final Shape ACT =
      Shape.fields(
          "act", Shape.word(List.of("decided", "undone")),
          "by", ANY,
          "how", ANY_OR_NULL,
          "note", ANY_OR_NULL,
          "at", ANY);

  static final Shape WHOLE =
      Shape.fields(
          "question", LINE,
          "version", ANY,
          "asked", NAMES,
          "base", ROW,
          "ours", ROW,
          "theirs", ROW,
          "present", Shape.many(Shape.fields("table", ANY, "row", ROW, "coming", ROW), 10_000),
          "rule", ANY_OR_NULL,
          "settledBy", ANY_OR_NULL,
          "result", ROW,
          "acts", Shape.many(ACT, 1_000_000),
          "notes", Shape.many(Shape.fields("by", ANY, "text", ANY, "at", ANY), 1_000_000));

  static final Shape PREVIEW =
      Shape.fields("id", ANY, "table", ANY, "before", ROW, "after", ROW, "changes", Shape.flag());

  private static final Shape LINES = Shape.many(LINE, 10_000);

  static final Shape OUTCOME =
      Shape.fields(
          "decided", Shape.number(0, 10_000),
          "stays", LINES,
          "movedOn", LINES,
          "left", LINES,
          "gone", Shape.many(Shape.text(200), 10_000));

  private QuestionJson() {}

  static JsonObject line(ListedQuestion question) {
    JsonObject json = new JsonObject();
    json.put("id", question.id());
    json.put("kind", question.kind().word());
    json.put("partner", question.spoke());
    json.put("table", question.table());
    json.put("key", question.key());
    json.put("columns", new JsonArray(question.columns()));
    json.put("reason", question.reason());
    json.put("at", text(question.at()));
    json.put("changeset", question.changeset());
    return json;
  }

  static JsonArray lines(List<ListedQuestion> questions) {
    return questions.stream()
        .map(QuestionJson::line)
        .collect(Collectors.toCollection(JsonArray::new));
  }

  /**
   * @param gone ids of those that are open no longer
   */
  static JsonObject outcome(Outcome outcome, Collection<?> gone) {
    JsonObject json = new JsonObject();
    json.put("decided", outcome.decided());
    json.put("stays", lines(outcome.stays()));
    json.put("movedOn", lines(outcome.movedOn()));
    json.put("left", lines(outcome.left()));
    json.put("gone", new JsonArray(gone));
    return json;
  }

  static JsonObject whole(OpenQuestion question) {
    Table table = question.table();
    OpenQuestion.History history = question.history();
    JsonObject json = new JsonObject();
    json.put("question", line(question.listed()));
    json.put("version", question.version());
    json.put(
        "asked",
        new JsonArray(question.columns().stream().map(c -> table.column(c).name()).toList()));
    json.put("base", row(table, question.base()));
    json.put("ours", row(table, question.ours()));
    json.put("theirs", row(table, question.theirs()));
    json.put(
        "present", new JsonArray(question.present().stream().map(QuestionJson::present).toList()));
    boolean byRule = history.decision() != null && question.settledBy() == null;
    json.put("rule", byRule ? history.decision().rule() : null);
    json.put("settledBy", question.settledBy());
    json.put("result", history.decision() == null ? null : row(table, history.decision().row()));
    json.put("acts", new JsonArray(history.acts().stream().map(QuestionJson::act).toList()));
    json.put("notes", new JsonArray(history.notes().stream().map(QuestionJson::note).toList()));
    return json;
  }

  private static JsonObject present(HubRow row) {
    JsonObject json = new JsonObject();
    json.put("table", row.table().name());
    json.put("row", row(row.table(), row.row()));
    json.put("coming", row(row.table(), row.coming()));
    return json;
  }

  private static JsonObject act(Act act) {
    JsonObject json = new JsonObject();
    json.put("act", act.kind().name().toLowerCase(java.util.Locale.ROOT));
    json.put("by", act.by());
    json.put("how", act.how());
    json.put("note", act.note());
    json.put("at", text(act.at()));
    return json;
  }

  private static JsonObject note(Note note) {
    JsonObject json = new JsonObject();
    json.put("by", note.by());
    json.put("text", note.text());
    json.put("at", text(note.at()));
    return json;
  }

  static JsonObject preview(Preview preview) {
    JsonObject json = new JsonObject();
    json.put("id", preview.question().id());
    json.put("table", preview.table().name());
    json.put("before", row(preview.table(), preview.before()));
    json.put("after", row(preview.table(), preview.after()));
    json.put("changes", preview.changes());
    return json;
  }

  private static JsonObject row(Table table, Row row) {
    if (row == null || table == null) {
      return null;
    }
    JsonObject json = new JsonObject();
    IntStream.range(0, Math.min(table.width(), row.width()))
        .forEach(c -> json.put(table.column(c).name(), row.get(c)));
    return json;
  }

  private static String text(Instant at) {
    return at == null ? null : at.toString();
  }
}
