package io.bactrian.cli;

import io.bactrian.changelog.ConflictPurge;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import io.bactrian.decide.Decisions;
import io.bactrian.decide.OpenQuestion;
import io.bactrian.problem.Problem;
import io.bactrian.site.Site;
import io.bactrian.site.SiteLock;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Function;
import org.apache.camel.util.json.JsonArray;
import org.apache.camel.util.json.JsonObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What waits for a person at the hub. */
@Command(
    name = "conflicts",
    description = "Shows and decides what waits for a person: open conflicts and parked changes.",
    mixinStandardHelpOptions = true)
final class ConflictsCommand implements Runnable {
  private static final String LINE = "%-14s %-8s %-10s %-24s %-20s %s";

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Name what to do: list, show, resolve or purge.");
  }

  private int with(SiteOption site, Function<Decisions, Integer> work) {
    try (Site opened = Site.open(site.folder())) {
      int code = work.apply(opened.decisions());
      Screen.out(spec).flush();
      return code;
    }
  }

  @Command(
      description = "Lists what is open, newest first; no row values.",
      mixinStandardHelpOptions = true)
  int list(
      @Mixin SiteOption site,
      @Mixin JsonOption json,
      @Option(names = "--all", description = "Also those that a rule or a person has decided.")
          boolean all) {
    return with(
        site,
        decisions -> {
          List<OpenQuestion> open = all ? decisions.all() : decisions.open();
          Screen out = Screen.out(spec);
          if (json.wanted()) {
            out.json(new JsonArray(open.stream().map(ConflictsCommand::json).toList()));
          } else {
            out.line(LINE, "id", "what", "spoke", "table", "columns", "why");
            for (OpenQuestion q : open) {
              out.line(
                  LINE,
                  Decisions.abbreviated(q.id()),
                  q.what(),
                  q.spoke(),
                  q.table().name(),
                  columns(q),
                  q.reason());
            }
            out.line("%,d %s", open.size(), all ? "in all" : "open");
          }
          return ExitCode.OK.number();
        });
  }

  @Command(
      description =
          "Shows base, ours and theirs of one, column by column. They may be confidential.",
      mixinStandardHelpOptions = true)
  int show(
      @Mixin SiteOption site,
      @Parameters(paramLabel = "ID", description = "From the list; its beginning is enough.")
          String id) {
    return with(
        site,
        decisions -> {
          OpenQuestion q = decisions.findAny(id);
          Screen out = Screen.out(spec);
          out.line(
              "%s %s: table %s, key %s, change of %s",
              q.what(), q.id(), q.table().name(), key(q), q.spoke());
          out.say(q.reason());
          out.line("%-26s %-26s %-26s %-26s", "column", "base", "ours", "theirs");
          for (int c = 0; c < q.table().width(); c++) {
            String mark = q.columns().contains(c) ? "* " : "  ";
            out.line(
                "%-26s %-26s %-26s %-26s",
                mark + q.table().column(c).name(),
                value(q.base(), c),
                value(q.ours(), c),
                value(q.theirs(), c));
          }
          return ExitCode.OK.number();
        });
  }

  @Command(
      description = {
        "Decides one. A conflict: ours, theirs, or values as column=value. A parked change: theirs"
            + " tries it again, ours gives it up (it stays in a record)."
      },
      mixinStandardHelpOptions = true)
  int resolve(
      @Mixin SiteOption site,
      @Parameters(index = "0", paramLabel = "ID") String id,
      @Parameters(index = "1..*", arity = "1..*", paramLabel = "ours|theirs|COLUMN=VALUE")
          List<String> choice,
      @Option(names = "--by", defaultValue = "${sys:user.name}", description = "Who decides.")
          String by) {
    return with(
        site,
        decisions -> {
          Screen.out(spec).say(decisions.decide(id, choice, by));
          return ExitCode.OK.number();
        });
  }

  @Command(
      description = {
        "Removes decided conflicts for good, with the rows that lost. Open ones stay.",
        "Works beside a running site; room that very large rows took is given back when it is run"
            + " while the site does not."
      },
      mixinStandardHelpOptions = true)
  int purge(
      @Mixin SiteOption site,
      @Option(
              names = "--before",
              required = true,
              paramLabel = "DATE",
              description = "Only those from before this day in UTC, as in 2026-01-31.")
          LocalDate before,
      @Option(names = "--partner", description = "Only those with this spoke.") String partner,
      @Option(names = "--yes", description = "Do it; without, only show how many there are.")
          boolean yes) {
    if (partner != null) {
      PartnerOf.require(site.configuration(), partner);
    }
    Instant day = before.atStartOfDay(ZoneOffset.UTC).toInstant();
    ConflictPurge.Which which = new ConflictPurge.Which(day, partner);
    return with(site, decisions -> purge(decisions, which, site.folder(), yes));
  }

  private int purge(Decisions decisions, ConflictPurge.Which which, Path folder, boolean yes) {
    if (!yes) {
      throw Problem.of(
              "Not purged. Decided conflicts that would go for good, with the rows that lost: %,d; nobody could undo that.",
              decisions.purgeable(which))
          .toDo("`bactrian conflicts list --all` lists them. If that is meant, say --yes.")
          .exception();
    }
    long gone = decisions.purge(which);
    try (SiteLock alone = SiteLock.take(folder)) {
      decisions.sweep();
    } catch (SiteLock.LockedException running) {
      // it may be writing one just now; what is left goes another time
    }
    Screen.out(spec).line("Conflicts purged: %,d. A stream that waited for room goes on.", gone);
    return ExitCode.OK.number();
  }

  private static String columns(OpenQuestion question) {
    List<Integer> columns = question.columns();
    Table table = question.table();
    return columns.size() > 1 && columns.size() >= table.width() - table.keyWidth()
        ? "all"
        : String.join(",", columns.stream().map(c -> table.column(c).name()).toList());
  }

  /** A record may have the row absent on every side. */
  private static String key(OpenQuestion question) {
    return question.key() == null ? "unknown, for no side has the row" : question.key();
  }

  private static String value(Row row, int column) {
    return row == null ? "(absent)" : row.get(column) == null ? "NULL" : row.get(column);
  }

  private static JsonObject json(OpenQuestion question) {
    JsonObject json = new JsonObject();
    json.put("id", question.id());
    json.put("what", question.what());
    json.put("spoke", question.spoke());
    json.put("table", question.table().name());
    json.put("key", question.key());
    json.put(
        "columns",
        new JsonArray(
            question.columns().stream().map(c -> question.table().column(c).name()).toList()));
    json.put("reason", question.reason());
    return json;
  }
}
