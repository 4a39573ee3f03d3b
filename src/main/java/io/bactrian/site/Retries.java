package io.bactrian.site;

import io.bactrian.config.ConfigurationException;
import io.bactrian.exchange.StreamHolds;
import io.bactrian.problem.Problem;
import io.bactrian.route.Outages;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides which streams on hold are tried now: those whose backoff has passed, all of them when a
 * mapping or rule has changed, and those that a person asks for. Steps of the route {@code
 * retry-streams-on-hold}. Thread-safe.
 */
final class Retries {
  /** Name of the outage for faulty mappings or rules. */
  static final String FILES = "read-changed-mappings";

  /** The route that starts the retries. */
  static final String ROUTE = "retry-streams-on-hold";

  private static final int LONGEST_ID = 100;

  private static final Logger LOG = LoggerFactory.getLogger(Retries.class);

  private final List<String> partners;
  private final LiveMappings mappings;
  private final Runnable renewed;
  private final SiteProblems problems;
  private final StreamHolds holds;
  private final Outages outages;
  private final Map<String, String> accepted = new ConcurrentHashMap<>();
  private final Set<String> underWay = ConcurrentHashMap.newKeySet();

  /**
   * @param renewed called after other mappings have come into use
   */
  Retries(List<String> partners, LiveMappings mappings, Runnable renewed, SiteProblems problems) {
    this.partners = partners;
    this.mappings = mappings;
    this.renewed = renewed;
    this.problems = problems;
    this.holds = problems.holds();
    this.outages = problems.outages();
  }

  /**
   * While a stream is on hold, reads the files again if they have changed; every stream on hold is
   * due then.
   */
  public void readChangedMappings() {
    if (!holds.now().isEmpty() && readAgain()) {
      holds.now().keySet().forEach(holds::retryNow);
    }
  }

  /**
   * Accepts a request to try at once a partner's stream, and everything that fails.
   *
   * @param request file with the partner's name that contains an id; ignored under any other name
   */
  public void accept(File request) throws IOException {
    String partner = request.getName();
    if (!partners.contains(partner)) {
      LOG.warn("A request to try again names no partner of this site; it is ignored.");
      return;
    }
    String id = readId(request);
    outages.retryNow();
    if (readAgain()) {
      holds.now().keySet().forEach(holds::retryNow);
    }
    accepted.put(partner, id);
    holds.retryNow(partner);
  }

  private static String readId(File file) throws IOException {
    try (InputStream in = Files.newInputStream(file.toPath())) {
      return new String(in.readNBytes(LONGEST_ID), StandardCharsets.UTF_8);
    }
  }

  /** Makes every stream due, without a request. */
  void retryAll() {
    readAgain();
    partners.forEach(holds::retryNow);
  }

  /** Partners whose stream is due now; each counts as under way until {@link #end}. */
  public List<String> dueStreams() {
    return partners.stream()
        .filter(
            partner ->
                !underWay.contains(partner)
                    && outages.mayTry(ROUTE + "-" + partner)
                    && holds.isDue(partner)
                    && underWay.add(partner))
        .toList();
  }

  private boolean readAgain() {
    if (!mappings.changed()) {
      return false;
    }
    try {
      mappings.renew();
    } catch (ConfigurationException e) {
      outages.recordFailureOf(
          FILES,
          Problem.of("The files were changed and are faulty: %s", e.getMessage())
              .follows("Meanwhile the old ones stay in use.")
              .toDo("Correct them; they are read again by themselves."),
          e);
      return false;
    }
    outages.recordSuccessOf(FILES);
    renewed.run();
    LOG.info("Mappings, rules and schemas were read again.");
    return true;
  }

  /**
   * Records that the partner's stream was tried, with or without success, and answers a request for
   * it.
   */
  public void recordTry(String partner) {
    String request = holds.recordTry(partner) ? accepted.remove(partner) : null;
    if (request != null) {
      problems.answer(partner, request);
    }
  }

  /** Records that a try of the partner's stream has ended or failed. */
  public void end(String partner) {
    underWay.remove(partner);
  }
}
