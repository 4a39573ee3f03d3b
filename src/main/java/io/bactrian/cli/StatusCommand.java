package io.bactrian.cli;

import io.bactrian.monitor.FileCounts;
import io.bactrian.monitor.Hold;
import io.bactrian.monitor.Outage;
import io.bactrian.monitor.SiteStatus;
import io.bactrian.monitor.StreamStatus;
import io.bactrian.monitor.TroubleJson;
import io.bactrian.site.RunningState;
import io.bactrian.site.Site;
import io.bactrian.site.UnreachableException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.camel.util.json.JsonArray;
import org.apache.camel.util.json.JsonObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Where a site stands. */
@Command(
    name = "status",
    description =
        "Tells where the site stands, running or not: streams, what is pending, what waits.",
    mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
  private static final String LINE = "%-12s %9s %12s %9s %9s %6s %7s %8s %6s%n";

  @Spec private CommandSpec spec;
  @Mixin private SiteOption site;
  @Mixin private JsonOption json;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    try (Site opened = Site.open(site.folder())) {
      SiteStatus status = opened.status();
      if (json.wanted()) {
        out.println(json(status).toJson());
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

  /** What a running site knows although its stores do not answer. */
  private void printKnown(List<Outage> outages, PrintWriter out) {
    if (json.wanted()) {
      JsonObject known = new JsonObject();
      known.put("outages", new JsonArray(outages.stream().map(TroubleJson::of).toList()));
      out.println(known.toJson());
    } else {
      outages.forEach(outage -> print(outage, out));
    }
  }

  static void print(SiteStatus status, PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "site %s (%s, system %s): changelog at %,d, outbox %s, open conflicts %,d%n",
        status.site(),
        status.role(),
        status.system(),
        status.position(),
        status.outbox() ? "has changes" : "empty",
        status.openConflicts());
    out.printf(
        LINE,
        "partner",
        "sent",
        "acknowledged",
        "pending",
        "applied",
        "gaps",
        "parked",
        "awaited",
        "held");
    for (StreamStatus stream : status.streams()) {
      out.printf(
          LINE,
          stream.partner(),
          stream.sent(),
          stream.acknowledged(),
          stream.pendingChanges(),
          stream.applied(),
          stream.gaps(),
          stream.parked(),
          stream.awaited(),
          stream.held());
    }
    for (StreamStatus stream : status.streams()) {
      if (stream.repair() != null) {
        out.printf("%s %s%n", stream.partner(), stream.repair());
      }
      if (!stream.files().equals(FileCounts.NONE)) {
        print(stream.partner(), stream.files(), out);
      }
      if (stream.hold() != null) {
        print(stream.partner(), stream.hold(), out);
      }
    }
    status.outages().forEach(outage -> print(outage, out));
    out.flush();
  }

  private static void print(String partner, FileCounts files, PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "files from %s: %,d wait, %,d are left alone by their names, %,d were rejected%n",
        partner,
        files.waiting(),
        files.foreign(),
        files.rejected());
  }

  private static void print(String partner, Hold hold, PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "on hold: stream from %s at #%d since %s, tried %d times, again by %s:%n  %s%n",
        partner,
        hold.number(),
        hold.since(),
        hold.tries(),
        hold.next(),
        hold.reason().replace("\n", "\n  "));
  }

  private static void print(Outage outage, PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "fails: %s%n  %d times since %s%s%n",
        outage,
        outage.count(),
        outage.since(),
        outage.next() == null ? "" : ", tried again by " + outage.next());
  }

  private static JsonObject json(SiteStatus status) {
    JsonObject json = new JsonObject();
    json.put("site", status.site());
    json.put("role", status.role());
    json.put("system", status.system());
    json.put("position", status.position());
    json.put("outbox", status.outbox());
    json.put("openConflicts", status.openConflicts());
    json.put("streams", new JsonArray(status.streams().stream().map(StatusCommand::json).toList()));
    json.put("outages", new JsonArray(status.outages().stream().map(TroubleJson::of).toList()));
    return json;
  }

  private static JsonObject json(StreamStatus stream) {
    JsonObject json = new JsonObject();
    json.put("partner", stream.partner());
    json.put("sent", stream.sent());
    json.put("acknowledged", stream.acknowledged());
    json.put("pendingChanges", stream.pendingChanges());
    json.put("unsentEntries", stream.unsentEntries());
    json.put("applied", stream.applied());
    json.put("gaps", stream.gaps());
    json.put("parked", stream.parked());
    json.put("awaited", stream.awaited());
    json.put("held", stream.held());
    json.put("hold", TroubleJson.of(stream.hold()));
    json.put("repair", stream.repair());
    json.put("filesWaiting", stream.files().waiting());
    json.put("filesForeign", stream.files().foreign());
    json.put("filesRejected", stream.files().rejected());
    return json;
  }
}
