package io.bactrian.site;

import io.bactrian.config.Role;
import io.bactrian.config.SiteConfiguration.Partner;
import io.bactrian.folder.Inbox;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Exchange;

/**
 * Exchanges with every partner by the site's routes until neither side has more, as far as known.
 */
public final class OneExchange {
  private static final String WAITING = "?waitForTaskToComplete=Always&timeout=0";
  private static final String CAPTURE = "seda:capture-changes" + WAITING;

  private final Site site;
  private final Runner runner;

  /**
   * @param runner started, on demand
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
    site.retries().retryAll();
    for (Partner partner : site.configuration().partners()) {
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

  /** What no error policy has taken is told here. */
  private Exchange send(String endpoint, boolean once, List<String> failures) {
    Exchange sent = runner.send(endpoint, once);
    if (sent.getException() != null) {
      failures.add(
          endpoint.replaceFirst("^\\w+:([^?]*).*", "$1") + ": " + sent.getException().getMessage());
    }
    return sent;
  }

  /** No schedule's error policy stands around it here. What is captured already still goes out. */
  private void capture(List<String> failures) {
    send(CAPTURE, false, failures);
  }

  /** Tells partners the rows that they wait for. */
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

  /** What has arrived is applied first, so that what is sent holds the answers. */
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

  /** What else fails keeps no file from being read. */
  private boolean works(String route) {
    return site.problems().outages().now().stream()
        .noneMatch(
            outage -> outage.route().equals(route) || outage.route().equals(route + "-poll"));
  }
}
