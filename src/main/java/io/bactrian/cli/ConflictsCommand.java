package io.bactrian.cli;

import io.bactrian.changelog.ConflictPurge;
import io.bactrian.decide.Decisions;
import io.bactrian.problem.Problem;
import io.bactrian.site.Site;
import io.bactrian.site.SiteLock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Shows and decides what waits for a person at the hub. */
@Command(
    name = "conflicts",
    description = "Shows and decides what waits for a person: open conflicts and parked changes.",
    subcommands = {
      ConflictsList.class,
      ConflictsShow.class,
      ConflictsResolve.class,
      ConflictsUndo.class,
      ConflictsExplain.class,
      ConflictsNote.class
    },
    mixinStandardHelpOptions = true)
final class ConflictsCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Name what to do: list, show, explain, resolve, undo, note or purge.");
  }

  private int with(SiteOption site, Function<Decisions, Integer> work) {
    try (Site opened = Site.open(site.folder())) {
      int code = work.apply(opened.decisions());
      Screen.out(spec).flush();
      return code;
    }
  }

  @Command(
      description = {
        "Deletes decided conflicts, with the rows that lost, after writing them to the folder"
            + " `conflicts.archive`. Open ones stay.",
        "Works while the site runs; the space of very large rows is freed only when it is run while the"
            + " site is stopped."
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
      @Option(names = "--no-archive", description = "Delete them without writing them anywhere.")
          boolean gone,
      @Option(names = "--yes", description = "Do it; without, only show how many there are.")
          boolean yes) {
    if (partner != null) {
      PartnerOf.require(site.configuration(), partner);
    }
    Instant day = before.atStartOfDay(ZoneOffset.UTC).toInstant();
    ConflictPurge.Which which = new ConflictPurge.Which(day, Instant.now(), partner);
    return with(site, decisions -> purge(decisions, which, site, !gone, yes));
  }

  private int purge(
      Decisions decisions,
      ConflictPurge.Which which,
      SiteOption site,
      boolean archived,
      boolean yes) {
    if (!yes) {
      throw Problem.of(
              "Not purged. Decided conflicts that would be deleted, with the rows that lost: %,d; this can't be undone.",
              decisions.purgeable(which))
          .toDo("`bactrian conflicts list --all` lists them. If that is meant, say --yes.")
          .exception();
    }
    long gone = decisions.purge(which, archived);
    try (SiteLock alone = SiteLock.take(site.folder())) {
      decisions.sweep();
    } catch (SiteLock.LockedException running) {
      // the running site may be writing a large row; the next purge deletes the rest
    }
    Screen out = Screen.out(spec);
    out.line("Conflicts purged: %,d. A stream that waited for room goes on.", gone);
    if (archived && gone > 0) {
      out.line("They are in %s.", site.configuration().records().archive());
    }
    return ExitCode.OK.number();
  }
}
