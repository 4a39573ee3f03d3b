package io.bactrian.route;

import io.bactrian.monitor.SlowStep;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports how the time for a partner's streams is spent, as measured by Camel for each step of the routes that apply and build its changesets. Thread-safe.
 */
public final class StepFigures {
  private static final Logger LOG = LoggerFactory.getLogger(StepFigures.class);

  /** Kinds of steps that do work themselves; other kinds only contain steps. */
  private static final Set<String> WORKING = Set.of("bean", "marshal", "unmarshal");

  private static final String[] FIGURES = {
    "RouteId", "ProcessorId", "ProcessorName", "ExchangesTotal", "TotalProcessingTime"
  };

  private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
  private final String context;

  /**
   * @param context the Camel context's name in JMX
   */
  public StepFigures(String context) {
    this.context = context;
  }

  /**
   * Returns the slowest step of applying the partner's changesets, and of building changesets for it.
   *
   * @return one line for each; empty before the first changeset
   */
  public List<String> slowest(String partner) {
    List<String> lines = new ArrayList<>();
    slowest("apply-changeset-" + partner, partner)
        .ifPresent(step -> lines.add("to apply what %s sends: %s".formatted(partner, step)));
    slowest("build-changeset-" + partner, partner)
        .ifPresent(step -> lines.add("to build what %s gets: %s".formatted(partner, step)));
    return lines;
  }

  private Optional<SlowStep> slowest(String route, String partner) {
    List<SlowStep> steps = new ArrayList<>();
    try {
      ObjectName pattern =
          new ObjectName(
              "org.apache.camel:context=%s,type=processors,name=\"%s-*\""
                  .formatted(context, partner));
      for (ObjectName name : server.queryNames(pattern, null)) {
        Object[] figures =
            server.getAttributes(name, FIGURES).asList().stream()
                .map(attribute -> attribute.getValue())
                .toArray();
        if (figures.length == FIGURES.length
            && route.equals(figures[0])
            && WORKING.contains(figures[2])
            && (Long) figures[3] > 0) {
          steps.add(new SlowStep((String) figures[1], (Long) figures[3], (Long) figures[4]));
        }
      }
    } catch (JMException e) {
      LOG.debug("the figures of {} are not to be had", route, e);
    }
    return steps.stream().max(Comparator.comparingLong(SlowStep::millis));
  }
}
