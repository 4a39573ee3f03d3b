package io.bactrian.site;

import io.bactrian.changelog.ChangelogStore;
import io.bactrian.config.SiteConfiguration;
import io.bactrian.exchange.FileExchange;
import io.bactrian.exchange.HttpAnswers;
import io.bactrian.exchange.HttpExchange;
import io.bactrian.exchange.Rejects;
import io.bactrian.exchange.Retention;
import io.bactrian.exchange.Signal;
import io.bactrian.exchange.Streams;
import io.bactrian.load.Loads;
import io.bactrian.route.ChangesetFormat;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;

/** What the routes of a site name, made from the site and the store of its changelog. */
record RouteBeans(Site site, ChangelogStore store) {
  Map<String, Object> all() {
    SiteConfiguration configuration = site.configuration();
    Signal captured = site.captured();
    Streams streams = site.streams();
    Map<String, Object> beans = new LinkedHashMap<>(site.partnerStreams().beans());
    beans.put("changelog", store.client());
    beans.put("capture", site.capture());
    beans.put("database", site.database().pool());
    beans.put("changeset", new ChangesetFormat(site.partnerStreams().limits()));
    beans.put(
        "hub-requests",
        new HttpExchange(
            streams, site.ids().get(), captured, configuration.exchange().longPoll(), tokens()));
    beans.put("spoke-answers", new HttpAnswers(streams));
    beans.put(
        "deliveries",
        new FileExchange(streams, configuration.files().resendAfter(), captured, site.clock()));
    beans.put("loads", new Loads(site.storedStreams()::loading, site.partnerStreams().loaders()));
    beans.put("rejects", new Rejects());
    beans.put("outages", site.troubles().outages());
    beans.put("health", site.troubles().health());
    beans.put("stream-retries", site.retries());
    beans.put("partner-schedules", site.partnerSchedules());
    beans.putAll(new Folders(configuration).beans(site));
    beans.put("quiet", new Quiet());
    beans.put(
        "no-silent-retries", (HttpClientConfigurer) HttpClientBuilder::disableAutomaticRetries);
    beans.put("waiting-rows", new WaitingRows(site.partnerStreams().retries()));
    beans.put("purge", retention());
    return beans;
  }

  private Map<String, String> tokens() {
    return site.configuration().tokens();
  }

  private Retention retention() {
    return new Retention(
        site.changelog(),
        site.streams().all(),
        out ->
            site.isHub()
                ? out.confirmedThrough()
                : site.storedStreams().state(out.partner()).acknowledgedPosition(),
        site.partnerStreams()::settledThrough);
  }

  /** What <code>{{…}}</code> in the routes stands for; times are in milliseconds. */
  Map<String, String> placeholders() {
    SiteConfiguration configuration = site.configuration();
    Map<String, String> placeholders = new TreeMap<>(HubAddress.placeholders(configuration));
    placeholders.putAll(
        Map.of(
            "changelog.database", store.database().getName(),
            "changelog.write-concern", store.blocksByName(),
            "capture.interval", millis(configuration.capture().interval()),
            "database.outbox-probe", site.database().dialect().outboxProbe(),
            "database.ping", site.database().dialect().ping(),
            "files.interval", millis(configuration.files().interval()),
            "health.interval", millis(configuration.health().interval()),
            "purge.schedule", configuration.maintenance().purgeSchedule(),
            "retry.folder", "" + new SiteFolder(configuration.folder()).retry(),
            "retry.interval", millis(configuration.maintenance().retryInterval())));
    placeholders.put("exchange.listens", "" + configuration.exchange().listen().isPresent());
    placeholders.put(
        "exchange.has-schedules",
        "" + configuration.partners().stream().anyMatch(p -> p.schedule().isPresent()));
    return placeholders;
  }

  private static String millis(Duration time) {
    return "" + time.toMillis();
  }
}
