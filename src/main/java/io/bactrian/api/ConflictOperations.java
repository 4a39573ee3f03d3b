package io.bactrian.api;

import io.bactrian.api.Operation.Parameter;
import io.bactrian.decide.Counts;
import io.bactrian.decide.Decisions;
import io.bactrian.decide.ListedQuestion;
import io.bactrian.decide.Listing;
import io.bactrian.decide.Outcome;
import io.bactrian.decide.QuestionKind;
import io.bactrian.decide.Seen;
import io.bactrian.decide.Selection;
import io.bactrian.decide.Terms;
import io.bactrian.web.Role;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.camel.util.json.JsonArray;
import org.apache.camel.util.json.JsonObject;

/** What programs can do about what waits for a person at a hub. Thread-safe. */
record ConflictOperations(Decisions decisions, Clock clock) {
  private static final int PAGE = 100;
  private static final int MOST = 10_000;
  private static final Duration LONGEST = Duration.ofSeconds(25);
  private static final Shape TEXT = Shape.text(1_000);
  private static final Shape NOTE = Shape.textOrNull(4_000);
  private static final Shape SIDE = Shape.word(List.of("ours", "theirs"));
  private static final Shape IDS = Shape.many(Shape.text(200), MOST);
  private static final Shape SEEN = Shape.map(Shape.text(200), MOST);
  private static final Shape DONE = Shape.fields("done", Shape.text(100_000));
  private static final Shape COUNT = Shape.map(Shape.number(0, Long.MAX_VALUE), 1_000_000);

  private static final List<Parameter> SELECTION =
      List.of(
          new Parameter("kind", Shape.word(QuestionJson.KINDS), "Only of this kind."),
          new Parameter("partner", TEXT, "Only with this spoke."),
          new Parameter("table", TEXT, "Only of this table, as listed."),
          new Parameter("key", TEXT, "Only of this row, as listed."),
          new Parameter("reason", TEXT, "Only those whose reason contains this."),
          new Parameter(
              "olderThan",
              Shape.number(0, 1_000_000_000),
              "Only those older than so many seconds."));

  private static List<Parameter> page() {
    List<Parameter> all = new java.util.ArrayList<>(SELECTION);
    all.add(new Parameter("from", Shape.number(0, 100_000_000), "How many to leave out."));
    all.add(new Parameter("most", Shape.number(1, 1_000), "How many at most; 100 unless given."));
    return all;
  }

  List<Operation> all() {
    return List.of(
        read(
            "/conflicts",
            "listConflicts",
            "Lists what waits: conflicts, parked changes, rows held at a spoke; decided conflicts"
                + " if asked for.",
            page(),
            Shape.fields("questions", Shape.many(QuestionJson.LINE, 1_000), "more", Shape.flag()),
            this::list),
        read(
            "/conflicts/counts",
            "countConflicts",
            "Counts what waits, by what it can be selected by.",
            SELECTION,
            Shape.fields(
                "total",
                Shape.number(0, Long.MAX_VALUE),
                "tables",
                COUNT,
                "partners",
                COUNT,
                "kinds",
                COUNT,
                "reasons",
                COUNT,
                "ages",
                COUNT),
            this::counts),
        read(
            "/conflicts/{id}",
            "showConflict",
            "Shows one with its rows, version, acts and notes.",
            List.of(),
            QuestionJson.WHOLE,
            asked -> QuestionJson.whole(decisions.questions().find(asked.id(), true))),
        read(
            "/conflicts/{id}/explanation",
            "explainConflict",
            "Replays what was decided, and why.",
            List.of(),
            Shape.fields("lines", Shape.many(Shape.text(Integer.MAX_VALUE), 100_000)),
            asked -> object("lines", new JsonArray(decisions.explain(asked.id()).lines()))),
        write(
            "/conflicts/{id}/decision",
            "decideConflict",
            "Decides one: a side, or values by column. Refused when `seen` is no longer its"
                + " version.",
            Shape.fields(
                "choice?",
                SIDE,
                "values?",
                Shape.map(Shape.textOrNull(1 << 26), 1_000),
                "seen",
                Shape.text(200),
                "note?",
                NOTE),
            DONE,
            this::decide),
        write(
            "/conflicts/{id}/undo",
            "undoConflict",
            "Reverses what was decided last, as a new change; refused when the row has been changed"
                + " since, unless `anyway`.",
            Shape.fields("note?", NOTE, "anyway?", Shape.flag()),
            DONE,
            asked ->
                done(
                    decisions.undo(
                        asked.id(), asked.by(), asked.text("note"), asked.flag("anyway")))),
        write(
            "/conflicts/{id}/notes",
            "noteConflict",
            "Adds a note for others.",
            Shape.fields("text", Shape.text(4_000)),
            DONE,
            asked -> done(decisions.note(asked.id(), asked.text("text"), asked.by()))),
        new Operation(
            "POST",
            "/previews",
            Role.VIEWER,
            "previewDecisions",
            "Shows the hub's rows before and after deciding many for one side, and the versions to"
                + " give back with the decision; writes nothing.",
            List.of(),
            Shape.fields("ids", IDS, "choice", SIDE),
            Shape.fields(
                "rows",
                Shape.many(QuestionJson.PREVIEW, Integer.MAX_VALUE),
                "seen",
                SEEN,
                "droppedWith",
                Shape.many(QuestionJson.LINE, Integer.MAX_VALUE)),
            this::preview),
        write(
            "/decisions",
            "decideMany",
            "Decides many for one side. Of those whose version in `seen` is no longer theirs, those"
                + " that the database refuses, and those with which more parked changes would be"
                + " dropped than `dropped` names, nothing is changed.",
            Shape.fields("ids", IDS, "choice", SIDE, "seen?", SEEN, "dropped?", IDS, "note?", NOTE),
            QuestionJson.OUTCOME,
            this::decideMany));
  }

  private static Operation read(
      String path,
      String name,
      String summary,
      List<Parameter> parameters,
      Shape answer,
      Operation.Act act) {
    return new Operation("GET", path, Role.VIEWER, name, summary, parameters, null, answer, act);
  }

  private static Operation write(
      String path, String name, String summary, Shape body, Shape answer, Operation.Act act) {
    return new Operation("POST", path, Role.RESOLVER, name, summary, List.of(), body, answer, act);
  }

  private Selection selection(Asked asked) {
    Instant before =
        asked
            .parameter("olderThan")
            .map(age -> clock.instant().minus(Duration.ofSeconds(Long.parseLong(age))))
            .orElse(null);
    return new Selection(
        asked
            .parameter("kind")
            .map(word -> QuestionKind.valueOf(word.toUpperCase(Locale.ROOT)))
            .orElse(null),
        asked.parameter("partner").orElse(null),
        asked.parameter("table").orElse(null),
        asked.parameter("key").orElse(null),
        asked.parameter("reason").orElse(null),
        before);
  }

  private JsonObject list(Asked asked) {
    Listing listing =
        decisions
            .questions()
            .list(selection(asked), asked.number("from", 0), asked.number("most", PAGE));
    JsonObject json = object("questions", QuestionJson.lines(listing.questions()));
    json.put("more", listing.more());
    return json;
  }

  private JsonObject counts(Asked asked) {
    Counts counts = decisions.questions().counts(selection(asked));
    JsonObject json = object("total", counts.total());
    json.put("tables", new JsonObject(counts.tables()));
    json.put("partners", new JsonObject(counts.partners()));
    json.put("kinds", new JsonObject(counts.kinds()));
    json.put("reasons", new JsonObject(counts.reasons()));
    Map<String, Object> ages = new HashMap<>();
    counts.ages().forEach((age, count) -> ages.put(age.name().toLowerCase(Locale.ROOT), count));
    json.put("ages", new JsonObject(ages));
    return json;
  }

  private JsonObject decide(Asked asked) {
    boolean side = asked.body().get("choice") != null;
    Map<?, ?> given = (Map<?, ?>) asked.body().get("values");
    if (side == (given != null)) {
      throw new BadRequestException("name either `choice` or `values`");
    }
    Map<String, String> values = new HashMap<>();
    Map<?, ?> some = given == null ? Map.of() : given;
    some.forEach((column, value) -> values.put((String) column, (String) value));
    List<String> choice = side ? List.of(asked.text("choice")) : Decisions.words(values);
    return done(
        decisions.decide(asked.id(), choice, asked.text("seen"), asked.by(), asked.text("note")));
  }

  private JsonObject preview(Asked asked) {
    List<ListedQuestion> set = set(asked);
    // before the rows are read, so that what changes between the two is found out
    Map<String, Object> versions = new TreeMap<>();
    decisions
        .questions()
        .seen(set)
        .forEach(one -> versions.put(one.question().id(), one.version()));
    JsonObject json =
        object(
            "rows",
            decisions.preview(set, List.of(asked.text("choice"))).stream()
                .map(QuestionJson::preview)
                .collect(Collectors.toCollection(JsonArray::new)));
    json.put("seen", new JsonObject(versions));
    json.put(
        "droppedWith", QuestionJson.lines(theirs(asked) ? List.of() : decisions.droppedWith(set)));
    return json;
  }

  private JsonObject decideMany(Asked asked) {
    Map<?, ?> versions = (Map<?, ?>) asked.body().get("seen");
    List<?> ids = (List<?>) asked.body().get("ids");
    List<Seen> set = set(asked).stream().map(one -> new Seen(one, seen(versions, one))).toList();
    Outcome outcome =
        decisions.decide(set, theirs(asked), asked.by(), asked.text("note"), terms(asked));
    Set<Object> gone = new LinkedHashSet<>(ids);
    set.forEach(one -> gone.remove(one.question().id()));
    outcome.gone().forEach(one -> gone.add(one.id()));
    return QuestionJson.outcome(outcome, gone);
  }

  private Terms terms(Asked asked) {
    List<?> dropped = (List<?>) asked.body().get("dropped");
    return new Terms(
        clock.instant().plus(LONGEST),
        dropped == null ? null : dropped.stream().map(String::valueOf).collect(Collectors.toSet()));
  }

  /** What was not shown is treated as what has moved on since. */
  private static String seen(Map<?, ?> versions, ListedQuestion one) {
    return versions == null ? null : String.valueOf(versions.get(one.id()));
  }

  /** Those that are open still, with one pass through what waits. */
  private List<ListedQuestion> set(Asked asked) {
    List<String> ids = ((List<?>) asked.body().get("ids")).stream().map(String::valueOf).toList();
    return decisions.questions().listed(ids);
  }

  private static boolean theirs(Asked asked) {
    return asked.text("choice").equals("theirs");
  }

  private static JsonObject done(String sentence) {
    return object("done", sentence);
  }

  private static JsonObject object(String name, Object value) {
    JsonObject json = new JsonObject();
    json.put(name, value);
    return json;
  }
}
