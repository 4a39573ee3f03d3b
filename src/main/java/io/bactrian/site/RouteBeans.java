package io.bactrian.site;

import io.bactrian.archive.ConflictArchive;
import io.bactrian.config.SiteConfiguration;
import io.bactrian.decide.Decisions;
import io.bactrian.exchange.Signal;
import io.bactrian.exchange.Streams;
import io.bactrian.route.Capture;
import io.bactrian.route.ChangesetFormat;
import io.bactrian.route.FileExchange;
import io.bactrian.route.HttpAnswers;
import io.bactrian.route.HttpExchange;
import io.bactrian.route.LiveConnections;
import io.bactrian.route.Loads;
import io.bactrian.route.Quiet;
import io.bactrian.route.Rejects;
import io.bactrian.route.Retention;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;

/** Beans and placeholders that the routes of a site name. */
record RouteBeans(SiteConfiguration configuration, SiteStores stores, Clock clock) {

  /**
   * The parts of a site that its routes drive.
   *
   * @param captured raised whenever the changelog has grown
   */
  record Driven(
      Capture capture,
      Signal captured,
      Decisions decisions,
      PartnerStreams partners,
      SiteProblems problems,
      Retries retries,
      PartnerSchedules schedules,
      ConflictArchive archive) {}

  /**
   * Beans by name.
   *
   * @param run unique id of this run of the site
   */
  Map<String, Object> all(Driven driven, String run) {
    Streams streams = driven.partners().streams();
    Map<String, Object> beans = new LinkedHashMap<>(driven.partners().beans());
    beans.put("changelog", stores.mongo().client());
    beans.put("capture", driven.capture());
    beans.put("database", stores.database().pool());
    beans.put("changeset", new ChangesetFormat(driven.partners().limits()));
    beans.put(
        "hub-requests",
        new HttpExchange(
            streams,
            run,
            driven.captured(),
            configuration.exchange().longPoll(),
            configuration.tokens()));
    beans.put("spoke-answers", new HttpAnswers(streams));
    beans.put(
        "deliveries",
        new FileExchange(streams, configuration.files().resendAfter(), driven.captured(), clock));
    beans.put("loads", new Loads(stores.streams()::loading, driven.partners().loaders()));
    beans.put("rejects", new Rejects());
    beans.put("outages", driven.problems().outages());
    beans.put("health", driven.problems().health());
    beans.put("stream-retries", driven.retries());
    beans.put("partner-schedules", driven.schedules());
    beans.putAll(new Folders(configuration).beans(driven.problems().outages(), clock));
    beans.putAll(
        new EventBeans(configuration, stores, clock)
            .all(driven.captured(), driven.problems().outages()));
    beans.putAll(
        new DecisionFileBeans(configuration, clock)
            .all(driven.decisions(), driven.problems().outages()));
    beans.put("quiet", new Quiet());
    beans.put(
        "no-silent-retries", (HttpClientConfigurer) HttpClientBuilder::disableAutomaticRetries);
    beans.put("live-connections", new LiveConnections());
    beans.put("waiting-rows", driven.partners().waitingRows());
    beans.put("purge", retention(driven.partners()));
    beans.put("conflict-archive", driven.archive());
    return beans;
  }

  private Retention retention(PartnerStreams partners) {
    return new Retention(
        stores.changelog(),
        partners.streams().all(),
        new LogHolders(configuration.isHub(), stores, clock)::confirmed,
        partners::settledThrough);
  }

  /** Values for <code>{{…}}</code> in the routes; times are in milliseconds. */
  Map<String, String> placeholders() {
    Map<String, String> placeholders = new TreeMap<>(HubAddress.placeholders(configuration));
    placeholders.putAll(
        Map.of(
            "changelog.database", stores.mongo().database().getName(),
            "changelog.write-concern", stores.mongo().blocksByName(),
            "capture.interval", millis(configuration.capture().interval()),
            "database.outbox-probe", stores.database().dialect().outboxProbe(),
            "database.ping", stores.database().dialect().ping(),
            "files.interval", millis(configuration.files().interval()),
            "health.interval", millis(configuration.health().interval()),
            "purge.schedule", configuration.maintenance().purgeSchedule(),
            "retry.folder", "" + new SiteFolder(configuration.folder()).retry()));
    placeholders.putAll(new DecisionFileBeans(configuration, clock).placeholders());
    placeholders.put("exchange.listens", "" + configuration.exchange().listen().isPresent());
    return placeholders;
  }

  private static String millis(Duration time) {
    return "" + time.toMillis();
  }
}
