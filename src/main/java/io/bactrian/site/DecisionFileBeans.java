package io.bactrian.site;

import io.bactrian.config.SiteConfiguration;
import io.bactrian.decide.Decisions;
import io.bactrian.decisionfile.ConflictFiles;
import io.bactrian.decisionfile.DecisionSteps;
import io.bactrian.folder.Inbox;
import io.bactrian.folder.PatientPolling;
import io.bactrian.folder.Places;
import io.bactrian.route.Outages;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Set;

/** What the routes name by which people decide in files. */
record DecisionFileBeans(SiteConfiguration configuration, Clock clock) {

  /** Beans by name; without a folder, they are there and are not used. */
  Map<String, Object> all(Decisions decisions, Outages outages) {
    Path carried = carried();
    ConflictFiles files =
        new ConflictFiles(configuration.site().id(), decisions.questions(), carried);
    Inbox inbox =
        new Inbox(
            "people",
            new Places(inbox(), carried.resolve("done"), carried.resolve("rejected"), Set.of()),
            configuration.files().settle(),
            outages,
            clock);
    return Map.of(
        "conflict-files",
        files,
        "decision-files",
        new DecisionSteps(decisions, files),
        "inbox-decisions",
        inbox,
        "patience-decisions",
        new PatientPolling(outages, inbox));
  }

  /** Values for <code>{{…}}</code> in the routes; times are in milliseconds. */
  Map<String, String> placeholders() {
    return Map.of(
        "decisions.by-file", "" + configuration.decisions().folder().isPresent(),
        "decisions.folder", inbox().toString(),
        "decisions.interval", "" + configuration.decisions().interval().toMillis());
  }

  private Path inbox() {
    return carried().resolve("decisions");
  }

  private Path carried() {
    return configuration.decisions().folder().orElse(configuration.folder().resolve("carried"));
  }
}
