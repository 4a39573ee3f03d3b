package io.bactrian.route;

import io.bactrian.monitor.SlowStep;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.Attribute;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the time of each partner's streams goes, as Camel counts it for the steps of the routes
 * that apply and build its changesets. Read at most every ten seconds. Thread-safe.
 */
public final class StepFigures {
  private static final Logger LOG = LoggerFactory.getLogger(StepFigures.class);
  private static final Duration FRESH = Duration.ofSeconds(10);
  private static final Pattern ROUTE = Pattern.compile("(apply|build)-changeset-(.+)");

  /** Steps that do something themselves; the others contain some. */
  private static final Set<String> WORKING = Set.of("bean", "marshal", "unmarshal");

  private static final String[] FIGURES = {
    "RouteId", "ProcessorId", "ProcessorName", "ExchangesTotal", "TotalProcessingTime"
  };

  private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
  private final String context;
  private final InstantSource clock;
  private Map<String, List<String>> last = Map.of();
  private Instant lastAt = Instant.MIN;

  /**
   * @param context the Camel context's name in JMX
   */
  public StepFigures(String context, InstantSource clock) {
    this.context = context;
    this.clock = clock;
  }

  /**
   * By partner, the steps that have taken most time to apply what it sent and to build what it
   * gets, a line each. A partner without any is not in the map.
   */
  public synchronized Map<String, List<String>> slowest() {
    Instant now = clock.instant();
    if (lastAt.plus(FRESH).isBefore(now)) {
      last = lines(read());
      lastAt = now;
    }
    return last;
  }

  /** By route, the slowest step. */
  private Map<String, SlowStep> read() {
    Map<String, SlowStep> slowest = new TreeMap<>();
    try {
      ObjectName all = new ObjectName("org.apache.camel:context=" + context + ",type=processors,*");
      for (ObjectName name : server.queryNames(all, null)) {
        Object[] figures =
            server.getAttributes(name, FIGURES).asList().stream()
                .map(Attribute::getValue)
                .toArray();
        if (figures.length == FIGURES.length
            && WORKING.contains(figures[2])
            && (Long) figures[3] > 0) {
          slowest.merge(
              (String) figures[0],
              new SlowStep((String) figures[1], (Long) figures[3], (Long) figures[4]),
              (one, other) -> one.millis() >= other.millis() ? one : other);
        }
      }
    } catch (JMException e) {
      LOG.debug("the figures of the steps can't be read", e);
    }
    return slowest;
  }

  private static Map<String, List<String>> lines(Map<String, SlowStep> byRoute) {
    Map<String, List<String>> lines = new TreeMap<>();
    byRoute.forEach(
        (route, step) -> {
          Matcher named = ROUTE.matcher(route);
          if (named.matches()) {
            String partner = named.group(2);
            String what =
                named.group(1).equals("apply")
                    ? "to apply what %s sends: %s"
                    : "to build what %s gets: %s";
            lines
                .computeIfAbsent(partner, id -> new ArrayList<>())
                .add(what.formatted(partner, step));
          }
        });
    return lines;
  }
}
