package io.bactrian.cli;

import io.bactrian.decide.ListedQuestion;
import io.bactrian.decide.Listing;
import io.bactrian.decide.QuestionKind;
import io.bactrian.decide.Questions;
import io.bactrian.site.Site;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.camel.util.json.JsonArray;
import org.apache.camel.util.json.JsonObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lists what waits for a person at the hub. */
@Command(
    name = "list",
    description = {
      "Lists open conflicts, newest first, then parked changes, rows held at a spoke and rows set"
          + " aside as too large for a partner, oldest first; of the rows only the key.",
      "Since: how long ago; of what an earlier version parked the spoke's changeset with which it"
          + " came."
    },
    mixinStandardHelpOptions = true)
final class ConflictsList implements Callable<Integer> {
  static final String HELD =
      "A held row is tried again by itself: mend the row at the hub, or what stands in its way at the spoke.";

  private static final String ASIDE =
      "A row set aside goes by itself: raise `changeset.max-value` at the site that is to have it, or make the row smaller.";

  private static final String LINE = "%-14s %-8s %-8s %-20s %-16s %-16s %-6s %s";
  private static final int NAMED = 3;

  @Spec private CommandSpec spec;
  @Mixin private SiteOption site;
  @Mixin private SelectionOptions selection;
  @Mixin private JsonOption json;

  @Option(names = "--all", description = "Also conflicts that a rule or a person has decided.")
  private boolean all;

  @Override
  public Integer call() {
    Instant now = Instant.now();
    try (Site opened = Site.open(site.folder())) {
      Listing listing =
          opened.decisions().questions().list(all, selection.of(site.configuration(), now));
      Screen out = Screen.out(spec);
      if (json.wanted()) {
        out.json(new JsonArray(listing.questions().stream().map(ConflictsList::json).toList()));
      } else {
        print(out, listing, now);
      }
      out.flush();
    }
    return ExitCode.OK.number();
  }

  private void print(Screen out, Listing listing, Instant now) {
    out.line(LINE, "id", "kind", "spoke", "table", "key", "columns", "since", "why");
    for (ListedQuestion q : listing.questions()) {
      out.line(
          LINE,
          Questions.abbreviated(q.id()),
          q.kind().word(),
          q.spoke(),
          q.table(),
          q.key() == null ? "unknown" : q.key(),
          columns(q.columns()),
          since(q, now),
          q.reason());
    }
    long held = listing.questions().stream().filter(q -> q.kind() == QuestionKind.HELD).count();
    long aside = listing.questions().stream().filter(q -> q.kind() == QuestionKind.ASIDE).count();
    long others = listing.questions().size() - held - aside;
    String heldToo = held == 0 ? "" : ", " + held + " held";
    String asideToo = aside == 0 ? "" : ", " + aside + " set aside";
    out.line("%,d %s%s%s", others, all ? "in all" : "open", heldToo, asideToo);
    if (listing.more()) {
      out.say("There are more: name a table, partner, kind, key, reason or age to see them.");
    }
    if (held > 0) {
      out.say(HELD);
    }
    if (aside > 0) {
      out.say(ASIDE);
    }
  }

  private static String columns(List<String> columns) {
    return columns.size() > NAMED
        ? String.join(",", columns.subList(0, NAMED)) + ",\u2026"
        : String.join(",", columns);
  }

  private static String since(ListedQuestion question, Instant now) {
    if (question.kind() == QuestionKind.ASIDE) {
      return "";
    }
    if (question.at() == null) {
      return "#" + question.changeset();
    }
    Duration age = Duration.between(question.at(), now);
    if (age.toDays() > 0) {
      return age.toDays() + " d";
    }
    return age.toHours() > 0 ? age.toHours() + " h" : Math.max(0, age.toMinutes()) + " min";
  }

  private static JsonObject json(ListedQuestion question) {
    JsonObject json = new JsonObject();
    json.put("id", question.id());
    json.put("kind", question.kind().word());
    json.put("spoke", question.spoke());
    json.put("table", question.table());
    json.put("key", question.key());
    json.put("columns", new JsonArray(question.columns()));
    json.put("reason", question.reason());
    json.put("at", question.at() == null ? null : question.at().toString());
    json.put("changeset", question.changeset());
    return json;
  }
}
