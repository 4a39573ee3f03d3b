package io.bactrian.cli;

import io.bactrian.changelog.Changelog;
import io.bactrian.changelog.LogEntry;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import io.bactrian.destination.Destinations;
import io.bactrian.site.Site;
import java.io.PrintWriter;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.apache.camel.util.json.JsonArray;
import org.apache.camel.util.json.JsonObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What the site's changelog holds. */
@Command(
    name = "changelog",
    description = "Shows the end of the site's changelog, oldest first.",
    mixinStandardHelpOptions = true)
final class ChangelogCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private SiteOption site;
  @Mixin private JsonOption json;

  @Option(
      names = {"-n", "--last"},
      defaultValue = "20",
      description = "How many to show. Default: ${DEFAULT-VALUE}")
  private int last;

  @Option(names = "--from", description = "All from this position instead.")
  private long from;

  @Option(names = "--table", description = "Only changes and verdicts of this table.")
  private String table;

  @Option(names = "--for", paramLabel = "SITE", description = "Only what this site is to see.")
  private String destination;

  @Option(names = "--key", description = "Only rows whose key has this text.")
  private String key;

  @Option(names = "--values", description = "Show whole rows. They may be confidential.")
  private boolean values;

  @Override
  public Integer call() {
    try (Site opened = Site.open(site.folder())) {
      PrintWriter out = spec.commandLine().getOut();
      if (from > 0) {
        read(opened, from - 1, entry -> print(entry, out));
      } else {
        lastOf(opened).forEach(entry -> print(entry, out));
      }
      out.flush();
      warnOfUnknownTable(opened);
    }
    return ExitCode.OK.number();
  }

  /** With a filter the whole log is read, and no more is kept than is shown. */
  private Collection<LogEntry> lastOf(Site opened) {
    boolean all = table == null && key == null && destination == null;
    long head = opened.changelog().head().position();
    ArrayDeque<LogEntry> found = new ArrayDeque<>();
    read(
        opened,
        all ? Math.max(0, head - last) : 0,
        entry -> {
          found.add(entry);
          if (found.size() > last) {
            found.remove();
          }
        });
    return found;
  }

  private void read(Site opened, long after, Consumer<LogEntry> each) {
    long head = opened.changelog().head().position();
    try (Changelog.Entries entries = opened.changelog().read(Math.min(after, head), head)) {
      while (entries.hasNext()) {
        LogEntry entry = entries.next();
        if (wanted(entry)) {
          each.accept(entry);
        }
      }
    }
  }

  private void print(LogEntry entry, PrintWriter out) {
    out.println(json.wanted() ? json(entry).toJson() : line(entry));
  }

  private void warnOfUnknownTable(Site opened) {
    if (table != null && opened.database().schema().table(table) == null) {
      spec.commandLine()
          .getErr()
          .println(
              "Table `%s` is not tracked now; tables.yaml names those that are.".formatted(table));
    }
  }

  private boolean wanted(LogEntry entry) {
    return (destination == null || entry.viewFor(destination) != null)
        && (table == null || table.equals(tableOf(entry.item())))
        && (key == null || keyOf(entry.item()) != null && key.equals(text(keyOf(entry.item()))));
  }

  private static String tableOf(Item item) {
    if (item instanceof Item.Change change) {
      return change.table().name();
    }
    return item instanceof Item.Verdict verdict ? verdict.table() : null;
  }

  private static Key keyOf(Item item) {
    if (item instanceof Item.Change change) {
      return change.key();
    }
    return item instanceof Item.Verdict verdict ? verdict.key() : null;
  }

  private static String text(Key key) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < key.width(); i++) {
      text.append(i == 0 ? "" : ",").append(key.get(i));
    }
    return text.toString();
  }

  private static String what(Item item) {
    if (item instanceof Item.Change change) {
      return change.operation().name().toLowerCase(java.util.Locale.ROOT);
    }
    if (item instanceof Item.Marker marker) {
      return "applied #" + marker.number();
    }
    return item instanceof Item.Verdict verdict
        ? (verdict.parked() ? "parked" : "verdict") + " on #" + verdict.number()
        : "?";
  }

  private String line(LogEntry entry) {
    Item item = entry.item();
    StringBuilder line = new StringBuilder();
    line.append(entry.position()).append("  ").append(entry.at()).append("  ").append(what(item));
    if (tableOf(item) != null) {
      line.append(' ').append(tableOf(item)).append(" key ").append(text(keyOf(item)));
    }
    line.append("  for ").append(sites(entry));
    if (entry.origin() != null) {
      line.append("  from ").append(entry.origin());
    }
    if (values && item instanceof Item.Change change) {
      append(line, "before", change.table(), change.before());
      append(line, "after", change.table(), change.after());
    }
    if (values && item instanceof Item.Verdict verdict) {
      verdict.rows().forEach(image -> append(line, "row", image.table(), image.row()));
    }
    return line.toString();
  }

  private static void append(StringBuilder line, String name, Table table, Row row) {
    if (row != null) {
      line.append(System.lineSeparator()).append("      ").append(name).append(": ");
      for (int i = 0; i < table.width(); i++) {
        line.append(i == 0 ? "" : ", ")
            .append(table.column(i).name())
            .append('=')
            .append(row.get(i));
      }
    }
  }

  private static String sites(LogEntry entry) {
    Destinations to = entry.after();
    Destinations from = entry.before();
    if (to.all() || from.all()) {
      return "all";
    }
    var sites = new java.util.TreeSet<>(from.sites());
    sites.addAll(to.sites());
    return sites.isEmpty() ? "nobody" : String.join(",", sites);
  }

  private JsonObject json(LogEntry entry) {
    JsonObject json = new JsonObject();
    json.put("position", entry.position());
    json.put("at", entry.at().toString());
    json.put("transaction", entry.transaction());
    json.put("origin", entry.origin());
    json.put("what", what(entry.item()));
    json.put("table", tableOf(entry.item()));
    json.put("key", keyOf(entry.item()) == null ? null : text(keyOf(entry.item())));
    json.put("for", sites(entry));
    if (values && entry.item() instanceof Item.Change change) {
      json.put("before", columns(change.table(), change.before()));
      json.put("after", columns(change.table(), change.after()));
    }
    if (values && entry.item() instanceof Item.Verdict verdict) {
      json.put(
          "rows",
          new JsonArray(verdict.rows().stream().map(i -> columns(i.table(), i.row())).toList()));
    }
    return json;
  }

  private static JsonObject columns(Table table, Row row) {
    if (row == null) {
      return null;
    }
    JsonObject json = new JsonObject();
    for (int i = 0; i < table.width(); i++) {
      json.put(table.column(i).name(), row.get(i));
    }
    return json;
  }
}
