package io.bactrian.cli;

import io.bactrian.monitor.FileCounts;
import io.bactrian.monitor.Hold;
import io.bactrian.monitor.Outage;
import io.bactrian.monitor.ProblemJson;
import io.bactrian.monitor.SiteStatus;
import io.bactrian.monitor.StatusJson;
import io.bactrian.monitor.StoreSilence;
import io.bactrian.monitor.StreamStatus;
import io.bactrian.monitor.Usage;
import io.bactrian.site.RunningState;
import io.bactrian.site.Site;
import io.bactrian.site.UnreachableException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.camel.util.json.JsonArray;
import org.apache.camel.util.json.JsonObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Shows the status of a site. */
@Command(
    name = "status",
    description =
        "Shows where the site stands, running or not: streams, what is pending, what waits.",
    mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
  private static final String LINE = "%-12s %9s %12s %9s %9s %6s %7s %8s %9s";

  /** Lines for each partner. */
  private static final int MOST_GROUPS = 10;

  @Spec private CommandSpec spec;
  @Mixin private SiteOption site;
  @Mixin private JsonOption json;

  @Override
  public Integer call() {
    Screen out = Screen.out(spec);
    try (Site opened = Site.open(site.folder())) {
      SiteStatus status = opened.status();
      if (json.wanted()) {
        out.json(StatusJson.of(status));
      } else {
        print(status, out);
      }
    } catch (UnreachableException e) {
      printKnown(RunningState.of(site.configuration()).outages(), out);
      throw e;
    } finally {
      out.flush();
    }
    return ExitCode.OK.number();
  }

  /** Shows what a running site has reported, when its stores do not answer. */
  private void printKnown(List<Outage> outages, Screen out) {
    if (json.wanted()) {
      JsonObject known = new JsonObject();
      known.put("outages", new JsonArray(outages.stream().map(ProblemJson::of).toList()));
      known.put("silentStores", StatusJson.of(StoreSilence.of(outages)));
      out.json(known);
    } else {
      print(StoreSilence.of(outages), out);
      outages.forEach(outage -> print(outage, out));
    }
  }

  static void print(SiteStatus status, Screen out) {
    out.line(
        "site %s (%s, system %s): changelog at %,d, outbox %s, open conflicts %,d",
        status.site(),
        status.role(),
        status.system(),
        status.position(),
        status.outbox() ? "has changes" : "empty",
        status.openConflicts());
    out.line(
        LINE,
        "partner",
        "sent",
        "acknowledged",
        "pending",
        "applied",
        "gaps",
        "parked",
        "awaited",
        "deferred");
    for (StreamStatus stream : status.streams()) {
      out.line(
          LINE,
          stream.partner(),
          stream.sent(),
          stream.acknowledged(),
          stream.pendingChanges(),
          stream.applied(),
          stream.gaps(),
          stream.parked(),
          stream.awaited(),
          stream.deferred());
    }
    print(status.holders(), out);
    for (StreamStatus stream : status.streams()) {
      if (stream.schema() > 0) {
        out.line("%s has version %d of its schema", stream.partner(), stream.schema());
      }
      if (stream.silentSince() != null) {
        out.line("%s is silent since %s", stream.partner(), second(stream.silentSince()));
      }
      if (stream.repair() != null) {
        out.line("%s %s", stream.partner(), stream.repair());
      }
      stream.limits().stream()
          .filter(Usage::near)
          .forEach(usage -> out.line("%s is near its limit, %s", stream.partner(), usage));
      stream.slowest().forEach(step -> out.line("slowest step %s", step));
      if (!stream.files().equals(FileCounts.NONE)) {
        print(stream.partner(), stream.files(), out);
      }
      stream
          .altered()
          .forEach(
              table ->
                  out.line("rows from %s altered by triggers here, %s", stream.partner(), table));
      stream.waiting().stream()
          .limit(MOST_GROUPS)
          .forEach(group -> out.line("waits, stream with %s: %s", stream.partner(), group));
      if (stream.waiting().size() > MOST_GROUPS) {
        out.line("more wait, stream with %s: `bactrian status --json` tells", stream.partner());
      }
      if (stream.hold() != null) {
        print(stream.partner(), stream.hold(), out);
      }
    }
    print(status.silentStores(), out);
    status.outages().forEach(outage -> print(outage, out));
    status.faults().forEach(fault -> out.line("not well: %s", fault));
    out.flush();
  }

  /** For whom the changelog is kept, those that hold most back first. */
  private static void print(List<StreamStatus> holders, Screen out) {
    holders.stream()
        .limit(MOST_GROUPS)
        .forEach(one -> out.line("changelog kept for %s: %s", one.partner(), one.kept()));
    if (holders.size() > MOST_GROUPS) {
      out.line(
          "and for %d more partners: `bactrian status --json` tells", holders.size() - MOST_GROUPS);
    }
  }

  private static void print(String partner, FileCounts files, Screen out) {
    if (files.equals(FileCounts.UNKNOWN)) {
      out.line("files from %s can't be counted: check the folder's rights", partner);
      return;
    }
    out.line(
        "files from %s: waiting %,d, left alone because of their names %,d, rejected %,d",
        partner, files.waiting(), files.foreign(), files.rejected());
  }

  private static void print(String partner, Hold hold, Screen out) {
    out.line(
        "on hold: stream from %s at #%d since %s, tried %d times, again by %s:",
        partner, hold.number(), second(hold.since()), hold.tries(), second(hold.next()));
    out.indented("  ", hold.reason());
  }

  private static void print(Map<String, Instant> silentStores, Screen out) {
    silentStores.forEach(
        (store, since) -> out.line("the %s is silent since %s", store, second(since)));
  }

  private static void print(Outage outage, Screen out) {
    out.line(
        "fails: %s%n  %d times since %s%s",
        outage,
        outage.count(),
        second(outage.since()),
        outage.next() == null ? "" : ", tried again by " + second(outage.next()));
  }

  /** Drops nanoseconds; `--json` has them. */
  private static Instant second(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS);
  }
}
