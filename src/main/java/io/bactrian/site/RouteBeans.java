package io.bactrian.site;

import com.mongodb.client.MongoClient;
import io.bactrian.capture.Capture;
import io.bactrian.config.SiteConfiguration;
import io.bactrian.exchange.FileExchange;
import io.bactrian.exchange.HttpExchange;
import io.bactrian.exchange.Rejects;
import io.bactrian.exchange.Retention;
import io.bactrian.exchange.Signal;
import io.bactrian.exchange.Streams;
import io.vertx.core.VertxOptions;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the routes of a site name, made from the site.
 *
 * @param changelog the client of its changelog
 */
record RouteBeans(Site site, MongoClient changelog) {
  /** Beside one for the question that each partner keeps open. */
  private static final int WORKERS = 20;

  Map<String, Object> all() {
    SiteConfiguration configuration = site.configuration();
    Signal captured = site.captured();
    Streams streams = site.streams();
    Map<String, Object> beans = new LinkedHashMap<>(site.partnerStreams().beans());
    beans.put("changelog", changelog);
    beans.put(
        "capture",
        new Capture(
            site.outbox(),
            site.changelog(),
            site.conflicts(),
            captured::raise,
            site.ids(),
            site.clock()));
    beans.put(
        "http",
        new HttpExchange(
            streams, site.ids().get(), captured, configuration.exchange().longPoll(), tokens()));
    beans.put(
        "files",
        new FileExchange(streams, configuration.files().resendAfter(), captured, site.clock()));
    beans.put("rejects", new Rejects());
    beans.put("outages", site.outages());
    beans.put("holds", site.holds());
    beans.put("retries", site.retries());
    beans.put("patience", new PatientPolling(site.outages()));
    beans.put("quiet", new Quiet());
    beans.put(
        "vertx", new VertxOptions().setWorkerPoolSize(WORKERS + configuration.partners().size()));
    beans.put("waiting", new Waiting(site.partnerStreams().retries()));
    beans.put("calendar", new Calendar(configuration.maintenance().purgeSchedule(), site.clock()));
    beans.put("retention", retention());
    return beans;
  }

  private Map<String, String> tokens() {
    Map<String, String> tokens = new LinkedHashMap<>();
    site.configuration()
        .partners()
        .forEach(p -> p.token().ifPresent(token -> tokens.put(p.id(), token.value())));
    return tokens;
  }

  private Retention retention() {
    return new Retention(
        site.changelog(),
        site.configuration().partners().stream().map(SiteConfiguration.Partner::id).toList(),
        partner ->
            site.isHub()
                ? site.streams().outgoing(partner).confirmedThrough()
                : site.storedStreams().state(partner).acknowledgedPosition());
  }
}
