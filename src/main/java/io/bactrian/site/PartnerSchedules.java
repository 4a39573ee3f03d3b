package io.bactrian.site;

import io.bactrian.config.Schedule;
import io.bactrian.config.SiteConfiguration;
import io.bactrian.config.SiteConfiguration.Partner;
import io.bactrian.exchange.Question;
import io.bactrian.route.HttpAnswers;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Route;
import org.apache.camel.support.service.ServiceHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When a site exchanges with its partners by itself: as their schedules say, or always. Suspends
 * and resumes the routes of group {@code exchange}, and answers a spoke that asks outside of its
 * minutes. Whoever sets routes going by hand is not kept from it. Thread-safe.
 */
final class PartnerSchedules {
  /** Of the routes that talk to a partner by themselves. */
  static final String GROUP = "exchange";

  private static final Logger LOG = LoggerFactory.getLogger(PartnerSchedules.class);

  private final SiteConfiguration site;
  private final InstantSource clock;
  private final Map<String, String> partners;
  private final Map<String, Boolean> open = new TreeMap<>();
  private boolean talking;

  PartnerSchedules(SiteConfiguration site, InstantSource clock) {
    this.site = site;
    this.clock = clock;
    this.partners =
        Transport.of(site).stream()
            .collect(Collectors.toMap(Transport.PartnerRoute::id, Transport.PartnerRoute::partner));
  }

  /** From now on the site talks to its partners by itself, when their schedules let it. */
  synchronized void start(CamelContext camel) throws Exception {
    talking = true;
    follow(camel);
  }

  /** From now on it does not; what is under way goes on. */
  synchronized void stop() {
    talking = false;
  }

  /** Does what the schedules say for this minute. */
  public void follow(Exchange exchange) throws Exception {
    follow(exchange.getContext());
  }

  private synchronized void follow(CamelContext camel) throws Exception {
    if (!talking) {
      return;
    }
    for (Partner partner : site.partners()) {
      report(partner, isOpen(partner));
    }
    for (Route route : camel.getRoutesByGroup(GROUP)) {
      boolean may = isOpen(partner(route));
      boolean started = camel.getRouteController().getRouteStatus(route.getId()).isStarted();
      if (may && started) {
        ServiceHelper.resumeService(route.getConsumer());
      } else if (may) {
        camel.getRouteController().startRoute(route.getId());
      } else if (started) { // what is under way ends; no new message comes in
        ServiceHelper.suspendService(route.getConsumer());
      }
    }
  }

  /** A route that is not made for a partner is for a spoke's only one, its hub. */
  private Partner partner(Route route) {
    String id = partners.get(route.getId());
    return id == null ? site.partners().get(0) : site.partner(id).orElseThrow();
  }

  private boolean isOpen(Partner partner) {
    return partner.schedule().map(schedule -> schedule.isOpen(clock.instant())).orElse(true);
  }

  private void report(Partner partner, boolean now) {
    boolean before = open.getOrDefault(partner.id(), true);
    open.put(partner.id(), now);
    if (before && !now) {
      LOG.info("Nothing is exchanged with {} now: {}.", partner.id(), reason(partner));
    } else if (!before && now) {
      LOG.info("Exchange with {} goes on, as its schedule says.", partner.id());
    }
  }

  /** Whether the spoke that asks has to ask later. */
  public synchronized boolean isClosedTo(Exchange exchange) {
    return talking && !isOpen(asking(exchange));
  }

  /** The answer that says so. */
  public void answerLater(Exchange exchange) {
    Partner partner = asking(exchange);
    Message message = exchange.getMessage();
    message.removeHeaders("*");
    message.setHeader(Exchange.HTTP_RESPONSE_CODE, 503);
    message.setHeader(Exchange.CONTENT_TYPE, "text/plain; charset=utf-8");
    partner
        .schedule()
        .flatMap(schedule -> schedule.opens(clock.instant()))
        .ifPresent(next -> message.setHeader("Retry-After", seconds(next)));
    message.setBody(
        "%s exchanges nothing with %s now: %s. Nothing was taken, and nothing is lost; ask again then.\n"
            .formatted(site.site().id(), partner.id(), reason(partner)));
  }

  private long seconds(Instant next) {
    return Math.max(1, clock.instant().until(next, ChronoUnit.SECONDS));
  }

  private Partner asking(Exchange exchange) {
    Question question = exchange.getProperty(HttpAnswers.QUESTION, Question.class);
    return site.partner(question.partner()).orElseThrow();
  }

  private String reason(Partner partner) {
    Schedule schedule = partner.schedule().orElseThrow();
    return "`partner.%s.schedule` is `%s`%s"
        .formatted(
            partner.id(),
            schedule,
            schedule
                .opens(clock.instant())
                .map(
                    next ->
                        ", and goes on at "
                            + next.atZone(schedule.zone())
                                .format(DateTimeFormatter.ISO_OFFSET_DATE_TIME))
                .orElse(""));
  }
}
