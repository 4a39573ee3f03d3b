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
 * Says which streams on hold are to be tried now: those whose time has come, and at once those that
 * changed files may mend or that somebody asks for. Steps of {@code retry-streams-on-hold}.
 * Thread-safe.
 */
final class Retries {
  /** What the outages call a fault in the files. */
  static final String FILES = "read-changed-mappings";

  /** The route that sets the others going. */
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
   * @param renewed run when other mappings are in use
   */
  Retries(List<String> partners, LiveMappings mappings, Runnable renewed, SiteProblems problems) {
    this.partners = partners;
    this.mappings = mappings;
    this.renewed = renewed;
    this.problems = problems;
    this.holds = problems.holds();
    this.outages = problems.outages();
  }

  /** While something is on hold: reads the files again if they have changed, and tries it then. */
  public void readChangedMappings() {
    if (!holds.now().isEmpty() && readAgain()) {
      holds.now().keySet().forEach(holds::retryNow);
    }
  }

  /**
   * Takes a request to try a partner's stream now, and everything that fails.
   *
   * @param request has the partner's name and holds an id; any other name is passed over
   */
  public void accept(File request) throws IOException {
    String partner = request.getName();
    if (!partners.contains(partner)) {
      LOG.warn("A request to try again names no partner of this site; it is passed over.");
      return;
    }
    String id = start(request);
    outages.retryNow();
    if (readAgain()) {
      holds.now().keySet().forEach(holds::retryNow);
    }
    accepted.put(partner, id);
    holds.retryNow(partner);
  }

  private static String start(File file) throws IOException {
    try (InputStream in = Files.newInputStream(file.toPath())) {
      return new String(in.readNBytes(LONGEST_ID), StandardCharsets.UTF_8);
    }
  }

  /** Tries every stream again, without a request. */
  void retryAll() {
    readAgain();
    partners.forEach(holds::retryNow);
  }

  /** Partners whose stream is to be tried now; each is under way until {@link #end}. */
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

  /** The partner's stream was tried, whatever came of it: who asked for that is answered. */
  public void recordTry(String partner) {
    String request = holds.recordTry(partner) ? accepted.remove(partner) : null;
    if (request != null) {
      problems.answer(partner, request);
    }
  }

  /** A try of the partner's stream has ended, or failed. */
  public void end(String partner) {
    underWay.remove(partner);
  }
}
