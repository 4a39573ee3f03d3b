package io.bactrian.convergence;

import io.bactrian.changelog.LogEntry;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.Row;
import java.util.ArrayList;
import java.util.List;

/** Prints the logs of all sites, to find out why a history failed. */
final class LogText {
  private LogText() {}

  static List<String> of(List<SimulatedSite> sites) {
    List<String> lines = new ArrayList<>();
    for (SimulatedSite site : sites) {
      lines.add("the log of " + site.id());
      site.store.blocks.values().stream()
          .flatMap(block -> block.entries().stream())
          .forEach(entry -> lines.add("  " + line(entry)));
      site.store.manifests.values().forEach(sent -> lines.add("  " + sent));
      site.store.streams.forEach((to, sent) -> lines.add("  to " + to + ": " + sent));
      site.database.streams.values().forEach(stream -> lines.add("  " + stream));
      site.database.partners.values().forEach(partner -> lines.add("  " + partner));
      site.database.waits.forEach(wait -> lines.add("  " + wait));
    }
    return lines;
  }

  private static String line(LogEntry e) {
    String from = e.origin() == null ? "" : " of " + e.origin();
    String to = e.after().all() ? "all" : e.after().sites().toString();
    return e.position() + " " + e.transaction() + from + " to " + to + ": " + text(e.item());
  }

  private static String text(Item item) {
    if (item instanceof Item.Change change) {
      return change.table().name() + " " + text(change.before()) + " → " + text(change.after());
    } else if (item instanceof Item.Verdict verdict) {
      String rows = verdict.rows().stream().map(image -> text(image.row())).toList().toString();
      String said = verdict.parked() ? "it waits" : rows;
      return "verdict on "
          + verdict.table()
          + " "
          + verdict.key().get(0)
          + " as of #"
          + verdict.number()
          + ": "
          + said;
    } else if (item instanceof Item.Present told) {
      return (told.offered() ? "offers " : "has ") + told.table().name() + " " + text(told.row());
    }
    return item.toString();
  }

  private static String text(Row row) {
    return row == null ? "absent" : row.text();
  }
}
