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
    beans.put("changeset", new ChangesetFormat(site.partnerStreams().limits()));
    beans.put(
        "http",
        new HttpExchange(
            streams, site.ids().get(), captured, configuration.exchange().longPoll(), tokens()));
    beans.put("answers", new HttpAnswers(streams));
    beans.put(
        "files",
        new FileExchange(streams, configuration.files().resendAfter(), captured, site.clock()));
    beans.put("loads", new Loads(site.storedStreams()::loading, site.partnerStreams().loaders()));
    beans.put("rejects", new Rejects());
    beans.put("outages", site.troubles().outages());
    beans.put("health", site.troubles().health());
    beans.put("holds", site.troubles().holds());
    beans.put("retries", site.retries());
    beans.putAll(new Folders(configuration).beans(site));
    beans.put("quiet", new Quiet());
    beans.put("once", (HttpClientConfigurer) HttpClientBuilder::disableAutomaticRetries);
    beans.put("waiting", new Waiting(site.partnerStreams().retries()));
    beans.put("calendar", new Calendar(configuration.maintenance().purgeSchedule(), site.clock()));
    beans.put("retention", retention());
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
    return Map.of(
        "changelog.database", store.database().getName(),
        "changelog.write-concern", store.blocksByName(),
        "capture.interval", millis(configuration.capture().interval()),
        "exchange.listens", "" + configuration.exchange().listen().isPresent(),
        "files.interval", millis(configuration.files().interval()),
        "health.interval", millis(configuration.health().interval()),
        "retry.interval", millis(configuration.maintenance().retryInterval()));
  }

  private static String millis(Duration time) {
    return "" + time.toMillis();
  }
}
