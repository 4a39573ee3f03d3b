package io.bactrian.site;

import io.bactrian.config.ConfigurationException;
import io.bactrian.exchange.Holds;
import io.bactrian.exchange.Outages;
import io.bactrian.problem.Problem;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes what is on hold due before its time: when the files that may mend it have changed, or when
 * somebody asks. Steps of {@code retry-held}. Thread-safe.
 */
final class Retries {
  /** What the outages call a fault in the files. */
  static final String FILES = "read-mappings-anew";

  private static final Logger LOG = LoggerFactory.getLogger(Retries.class);

  private final List<String> partners;
  private final LiveMappings mappings;
  private final Runnable renewed;
  private final Troubles troubles;
  private final Holds holds;
  private final Outages outages;
  private final RetryRequests requests;
  private final Map<String, String> taken = new ConcurrentHashMap<>();

  /**
   * @param renewed told when other mappings are in use
   */
  Retries(
      List<String> partners,
      LiveMappings mappings,
      Runnable renewed,
      Troubles troubles,
      RetryRequests requests) {
    this.partners = partners;
    this.mappings = mappings;
    this.renewed = renewed;
    this.troubles = troubles;
    this.holds = troubles.holds();
    this.outages = troubles.outages();
    this.requests = requests;
  }

  /** Whether there is a reason to begin. */
  public boolean wanted() {
    return requests.any(partners) || !holds.now().isEmpty() && mappings.changed();
  }

  /** Reads the files anew if they have changed, and makes due what may be mended by that. */
  public void begin() {
    Map<String, String> asked = requests.take(partners);
    if (!asked.isEmpty()) {
      outages.ask();
    }
    if (readAnew()) {
      holds.now().keySet().forEach(holds::ask);
    }
    taken.putAll(asked);
    asked.keySet().forEach(holds::ask);
  }

  /** The same for all partners, without a request. */
  void beginAll() {
    readAnew();
    partners.forEach(holds::ask);
  }

  private boolean readAnew() {
    if (!mappings.changed()) {
      return false;
    }
    try {
      mappings.renew();
    } catch (ConfigurationException e) {
      outages.fails(
          FILES,
          Problem.of("The files were changed and are faulty: %s", e.getMessage())
              .follows("Meanwhile the old ones stay in use.")
              .toDo("Correct them; they are read again by themselves."),
          e);
      return false;
    }
    outages.works(FILES);
    renewed.run();
    LOG.info("Mappings, rules and schemas were read anew.");
    return true;
  }

  /** The partner's stream was tried, whatever came of it. */
  public void tried(String partner) {
    String request = holds.tried(partner) ? taken.remove(partner) : null;
    if (request != null) {
      troubles.answer(partner, request);
    }
  }
}
