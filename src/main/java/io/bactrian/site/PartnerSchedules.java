package io.bactrian.site;

import com.mongodb.MongoException;
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
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Route;
import org.apache.camel.support.service.ServiceHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the partners' schedules, and exchanges nothing with a partner that a person has
 * suspended; any other without a schedule may always exchange. Suspends and resumes the routes of
 * group {@code exchange}, and refuses a spoke's requests meanwhile. Does not affect routes that are
 * started by hand. Thread-safe.
 */
final class PartnerSchedules {
  /** Group of the routes that exchange with a partner by themselves. */
  static final String GROUP = "exchange";

  private static final Logger LOG = LoggerFactory.getLogger(PartnerSchedules.class);

  private final SiteConfiguration site;
  private final InstantSource clock;
  private final Supplier<Map<String, Instant>> stored;
  private final Map<String, String> partners;
  private final Map<String, Boolean> open = new TreeMap<>();
  private volatile Map<String, Instant> suspended = Map.of();
  private boolean following;

  /**
   * @param stored reads which partners are suspended, and since when
   */
  PartnerSchedules(
      SiteConfiguration site, InstantSource clock, Supplier<Map<String, Instant>> stored) {
    this.site = site;
    this.clock = clock;
    this.stored = stored;
    this.partners =
        Transport.of(site).stream()
            .collect(Collectors.toMap(Transport.PartnerRoute::id, Transport.PartnerRoute::partner));
  }

  /** Starts to follow the schedules. */
  synchronized void start(CamelContext camel) throws Exception {
    following = true;
    follow(camel);
  }

  /** Stops following them; an exchange under way goes on. */
  synchronized void stop() {
    following = false;
  }

  /** Suspends or resumes each route as its partner's schedule says now. */
  public void follow(Exchange exchange) throws Exception {
    follow(exchange.getContext());
  }

  private synchronized void follow(CamelContext camel) throws Exception {
    if (!following) {
      return;
    }
    lookIfPossible();
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
      } else if (started) { // work under way is finished; no new message comes in
        ServiceHelper.suspendService(route.getConsumer());
      }
    }
  }

  /** A route that is not made for one partner exists only at a spoke and belongs to its hub. */
  private Partner partner(Route route) {
    String id = partners.get(route.getId());
    return id == null ? site.partners().get(0) : site.partner(id).orElseThrow();
  }

  /** Who was suspended when this was last read; reads no store. */
  Set<String> suspended() {
    return suspended.keySet();
  }

  /** Who is suspended now. */
  Set<String> readSuspended() {
    look();
    return suspended();
  }

  private void look() {
    suspended = Map.copyOf(stored.get());
  }

  /**
   * While the store is away it is as last read: what is exchanged then needs the store itself,
   * fails under its own name, and works again under it.
   */
  private void lookIfPossible() {
    try {
      look();
    } catch (MongoException away) {
      LOG.debug("Which partners are suspended can't be read now.", away);
    }
  }

  private boolean isSuspended(Partner partner) {
    return suspended.containsKey(partner.id());
  }

  private boolean isOpen(Partner partner) {
    return !isSuspended(partner) && isItsTime(partner);
  }

  private boolean isItsTime(Partner partner) {
    return partner.schedule().map(schedule -> schedule.isOpen(clock.instant())).orElse(true);
  }

  private void report(Partner partner, boolean now) {
    boolean before = open.getOrDefault(partner.id(), true);
    open.put(partner.id(), now);
    if (before && !now) {
      LOG.info("Nothing is exchanged with {} now: {}.", partner.id(), reason(partner));
    } else if (!before && now) {
      LOG.info("Exchange with {} goes on.", partner.id());
    }
  }

  /** Whether nothing is to be exchanged now with the spoke that sent this request. */
  public boolean isClosedTo(Exchange exchange) {
    lookIfPossible();
    Partner partner = asking(exchange);
    return isSuspended(partner) || follows() && !isItsTime(partner);
  }

  private synchronized boolean follows() {
    return following;
  }

  /** Answers 503, with {@code Retry-After} when the schedule opens again. */
  public void answerLater(Exchange exchange) {
    Partner partner = asking(exchange);
    Message message = exchange.getMessage();
    message.removeHeaders("*");
    message.setHeader(Exchange.HTTP_RESPONSE_CODE, 503);
    message.setHeader(Exchange.CONTENT_TYPE, "text/plain; charset=utf-8");
    if (!isSuspended(partner)) { // who suspended it knows until when
      partner
          .schedule()
          .flatMap(schedule -> schedule.opens(clock.instant()))
          .ifPresent(next -> message.setHeader("Retry-After", seconds(next)));
    }
    message.setBody(
        "%s exchanges nothing with %s now: %s. Nothing was received, and nothing is lost; ask again then.\n"
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
    Instant since = suspended.get(partner.id());
    return since == null
        ? closed(partner)
        : "it is suspended since %s, until `bactrian partner resume %s` at %s"
            .formatted(since.truncatedTo(ChronoUnit.SECONDS), partner.id(), site.site().id());
  }

  private String closed(Partner partner) {
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
