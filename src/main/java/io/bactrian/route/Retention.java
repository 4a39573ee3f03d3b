package io.bactrian.route;

import io.bactrian.changelog.Changelog;
import io.bactrian.exchange.Outgoing;
import java.util.Collection;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Purges the changelog through what every partner has confirmed, and no further. Thread-safe. */
public final class Retention {
  private static final Logger LOG = LoggerFactory.getLogger(Retention.class);
  private static final String THROUGH = "settledThrough";

  private final Changelog changelog;
  private final Collection<Outgoing> partners;
  private final ToLongFunction<Outgoing> confirmed;
  private final LongSupplier settled;
  private volatile boolean requested;

  /**
   * @param confirmed position position of our log through which a partner has applied, 0 for
   *     nothing yet; everything for an abandoned partner
   * @param settled returns a position of our log such that every transaction with decisions from
   *     before it is committed; waits for these
   */
  public Retention(
      Changelog changelog,
      Collection<Outgoing> partners,
      ToLongFunction<Outgoing> confirmed,
      LongSupplier settled) {
    this.changelog = changelog;
    this.partners = partners;
    this.confirmed = confirmed;
    this.settled = settled;
  }

  /** Requests a purge; the request stays until the purge is done. */
  public void request() {
    requested = true;
  }

  public boolean isRequested() {
    return requested;
  }

  /**
   * Finds the position through which the log may be purged at most, since capture still needs later
   * entries to correct verdicts. Everything in the outbox now must be captured before {@link
   * #purge}.
   */
  public void settle(Exchange exchange) {
    exchange.setProperty(THROUGH, settled.getAsLong());
  }

  private long needless(Outgoing partner) {
    return partner.forgetSetAside(confirmed.applyAsLong(partner));
  }

  /** Purges the log. A site without partners keeps everything, because one may be added. */
  public void purge(Exchange exchange) {
    long all = exchange.getProperty(THROUGH, Long.class);
    partners.forEach(Outgoing::forsake);
    long through = Math.min(all, partners.stream().mapToLong(this::needless).min().orElse(0));
    if (through > 0) {
      changelog.purge(through);
      LOG.info(
          "changelog purged through position {}: all partners have it, or were abandoned", through);
    }
    requested = false;
  }
}
