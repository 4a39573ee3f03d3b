package io.bactrian.cli;

import io.bactrian.destination.Destinations;
import io.bactrian.destination.Whereabouts;
import io.bactrian.site.RowSearch;
import io.bactrian.site.Site;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.camel.util.json.JsonArray;
import org.apache.camel.util.json.JsonObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says where a row goes, and why. */
@Command(
    name = "explain",
    description = {
      "Says which sites see a row as it is now, and why: by which rule and line of tables.yaml, and",
      "through which other rows. Changes nothing."
    },
    mixinStandardHelpOptions = true)
final class ExplainCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private SiteOption site;
  @Mixin private JsonOption json;

  @Parameters(index = "0", paramLabel = "TABLE", description = "A table of this site.")
  private String table;

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "KEY",
      description = "The row's key: the values of its columns, in their order.")
  private List<String> key;

  @Override
  public Integer call() {
    try (Site opened = Site.open(site.folder())) {
      Whereabouts found = new RowSearch(opened).whereabouts(table, key);
      Screen out = Screen.out(spec);
      if (json.wanted()) {
        out.json(json(found));
      } else {
        out.line("%s", head(found));
        reasons(found, "  ", out);
      }
      out.flush();
      return found.there() ? ExitCode.OK.number() : ExitCode.FINDINGS.number();
    }
  }

  private static String head(Whereabouts row) {
    String name = row.row().table() + " " + row.row().key().text();
    if (!row.there()) {
      return name + " is not there.";
    }
    return name
        + (isNobody(row.sites()) ? " goes nowhere." : " goes to " + text(row.sites()) + ".");
  }

  private static void reasons(Whereabouts row, String indent, Screen out) {
    if (!row.rule().isEmpty() && row.there()) {
      out.line(
          "%s%s (tables.yaml line %s): %s", indent, row.rule(), "" + row.line(), text(row.own()));
    }
    for (Whereabouts.Step step : row.parents()) {
      out.line(
          "%svia `%s` (tables.yaml line %s): %s",
          indent, String.join(", ", step.via().columns()), "" + row.line(), head(step.parent()));
      reasons(step.parent(), indent + "  ", out);
    }
  }

  private static boolean isNobody(Destinations sites) {
    return !sites.all() && sites.sites().isEmpty();
  }

  private static String text(Destinations sites) {
    return sites.all() ? "all" : isNobody(sites) ? "nobody" : String.join(", ", sites.sites());
  }

  private static JsonObject json(Whereabouts row) {
    JsonObject json = new JsonObject();
    json.put("table", row.row().table());
    json.put("key", row.row().key().text());
    json.put("there", row.there());
    json.put("all", row.sites().all());
    json.put("sites", new JsonArray(List.copyOf(row.sites().sites())));
    json.put("rule", row.rule());
    json.put("line", row.line());
    JsonArray parents = new JsonArray();
    for (Whereabouts.Step step : row.parents()) {
      JsonObject parent = new JsonObject();
      parent.put("via", new JsonArray(step.via().columns()));
      parent.put("row", json(step.parent()));
      parents.add(parent);
    }
    json.put("parents", parents);
    return json;
  }
}
