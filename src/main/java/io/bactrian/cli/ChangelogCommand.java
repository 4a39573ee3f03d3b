package io.bactrian.cli;

import io.bactrian.changelog.Changelog;
import io.bactrian.changelog.LogEntry;
import io.bactrian.changeset.Item;
import io.bactrian.site.Site;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.camel.util.json.JsonArray;
import org.apache.camel.util.json.JsonObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows the site's changelog. */
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

  @Option(names = "--table", description = "Only rows and verdicts of this table.")
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
      Screen out = Screen.out(spec);
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

  /** With a filter, reads the whole log, but keeps only what it shows. */
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

  private void print(LogEntry entry, Screen out) {
    EntryView view = EntryView.of(entry.item());
    if (json.wanted()) {
      out.json(json(entry, view));
      return;
    }
    out.line(
        "%s  %s  %s%s  for %s%s",
        "" + entry.position(),
        entry.at(),
        view.what(),
        view.table() == null ? "" : " " + view.table() + " key " + view.keyText(),
        EntryView.sites(entry),
        entry.origin() == null ? "" : "  from " + entry.origin());
    if (values) {
      view.images().stream()
          .filter(image -> image.row() != null)
          .forEach(image -> out.line("      %s: %s", image.name(), text(image)));
    }
  }

  private void warnOfUnknownTable(Site opened) {
    if (table != null && opened.database().schema().table(table) == null) {
      Screen.err(spec)
          .line("Table `%s` is not tracked now; tables.yaml names those that are.", table);
    }
  }

  private boolean wanted(LogEntry entry) {
    EntryView view = EntryView.of(entry.item());
    return (destination == null || entry.viewFor(destination) != null)
        && (table == null || table.equals(view.table()))
        && (key == null || key.equals(view.keyText()));
  }

  private static String text(EntryView.Image image) {
    return IntStream.range(0, image.table().width())
        .mapToObj(c -> image.table().column(c).name() + '=' + image.row().get(c))
        .collect(Collectors.joining(", "));
  }

  private JsonObject json(LogEntry entry, EntryView view) {
    JsonObject json = new JsonObject();
    json.put("position", entry.position());
    json.put("at", entry.at().toString());
    json.put("transaction", entry.transaction());
    json.put("origin", entry.origin());
    json.put("what", view.what());
    json.put("table", view.table());
    json.put("key", view.keyText());
    json.put("for", EntryView.sites(entry));
    if (values && entry.item() instanceof Item.Verdict) {
      json.put("rows", new JsonArray(view.images().stream().map(this::columns).toList()));
    } else if (values) {
      view.images().forEach(image -> json.put(image.name(), columns(image)));
    }
    return json;
  }

  private JsonObject columns(EntryView.Image image) {
    if (image.row() == null) {
      return null;
    }
    JsonObject json = new JsonObject();
    for (int i = 0; i < image.table().width(); i++) {
      json.put(image.table().column(i).name(), image.row().get(i));
    }
    return json;
  }
}
