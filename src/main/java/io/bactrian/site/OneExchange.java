package io.bactrian.site;

import io.bactrian.config.Role;
import io.bactrian.config.SiteConfiguration.Partner;
import io.bactrian.folder.Inbox;
import io.bactrian.problem.ProblemException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.camel.Exchange;

/**
 * Exchanges once with every partner, through the site's routes, until neither side has more to
 * send.
 */
public final class OneExchange {
  private static final String WAITING = "?waitForTaskToComplete=Always&timeout=0";
  private static final String CAPTURE = "seda:capture-changes" + WAITING;

  private final Site site;
  private final Runner runner;

  /**
   * @param runner started in mode {@link Runner.Mode#ON_DEMAND}
   */
  public OneExchange(Site site, Runner runner) {
    this.site = site;
    this.runner = runner;
  }

  /**
   * Runs it.
   *
   * @return what failed, a sentence each; empty when all went well
   */
  public List<String> run() throws Exception {
    List<String> failures = new ArrayList<>();
    capture(failures);
    load(failures);
    retryWaiting(failures);
    site.retries().retryAll();
    Set<String> suspended = site.partnerSchedules().readSuspended();
    for (Partner partner : site.configuration().partners()) {
      if (suspended.contains(partner.id())) {
        continue;
      }
      send("seda:apply-from-" + partner.id() + WAITING, false, failures);
      if (!partner.byHttp()) {
        byFiles(partner, failures);
      } else if (site.configuration().site().role() == Role.SPOKE) {
        byHttp(partner, failures);
      }
    }
    site.problems().outages().now().forEach(outage -> failures.add(outage.toString()));
    site.problems().holds().now().values().forEach(hold -> failures.add(hold.reason()));
    return failures.stream().distinct().toList();
  }

  /** Runs a route; adds an error that no error policy handled to the failures. */
  private Exchange send(String endpoint, boolean once, List<String> failures) {
    Exchange sent = runner.send(endpoint, once);
    if (sent.getException() != null) {
      failures.add(
          endpoint.replaceFirst("^\\w+:([^?]*).*", "$1") + ": " + sent.getException().getMessage());
    }
    return sent;
  }

  /**
   * The error policy of the scheduled capture does not apply here. What was captured before is sent
   * even when this fails.
   */
  private void capture(List<String> failures) {
    send(CAPTURE, false, failures);
  }

  /** Tries rows that wait here, as nothing else does while the site does not run. */
  private void retryWaiting(List<String> failures) {
    try {
      site.partnerStreams().waitingRows().retryAll();
    } catch (ProblemException e) {
      failures.add(e.getMessage());
    }
    capture(failures);
  }

  /** Sends partners the snapshot rows that they wait for. */
  private void load(List<String> failures) {
    send("direct:load-rows", false, failures);
  }

  private void byHttp(Partner partner, List<String> failures) {
    boolean more = true;
    while (more) {
      Exchange round = send("direct:exchange-with-hub", true, failures);
      more =
          round.getProperty("sent", false, Boolean.class)
              || round.getProperty("arrived", false, Boolean.class);
      load(failures);
      more &= round.getException() == null && site.problems().outages().now().isEmpty();
    }
  }

  /** Applies what has arrived first, so that the answers are part of what is sent. */
  private void byFiles(Partner partner, List<String> failures) throws Exception {
    Inbox inbox =
        runner
            .camelContext()
            .getRegistry()
            .lookupByNameAndType("inbox-" + partner.id(), Inbox.class);
    if (inbox != null) {
      String route = "receive-changesets-" + partner.id();
      look(inbox, route, failures);
      if (inbox.busy()) {
        runner.runWhile(route, () -> inbox.busy() && works(route));
      }
    }
    capture(failures);
    load(failures);
    send("direct:send-to-" + partner.id(), false, failures);
  }

  private void look(Inbox inbox, String route, List<String> failures) {
    try {
      inbox.look();
      site.problems().outages().recordSuccessOf(route + "-poll");
    } catch (IOException e) {
      failures.add(
          "The files of a partner can't be read (%s). They stay where they are, and are read next time."
              .formatted(e.getMessage()));
    }
  }

  /** False when reading this partner's files fails; other outages do not matter here. */
  private boolean works(String route) {
    return site.problems().outages().now().stream()
        .noneMatch(
            outage -> outage.route().equals(route) || outage.route().equals(route + "-poll"));
  }
}
