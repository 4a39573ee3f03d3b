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
   * @param confirmed position of our log through which a partner has applied, 0 for nothing yet;
   *     one that was abandoned counts as having all
   * @param settled a position of our log such that whatever was judged before it was captured is
   *     committed; waits for that
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

  /** The calendar asks for a purge; it stays asked for until it was done. */
  public void request() {
    requested = true;
  }

  public boolean isRequested() {
    return requested;
  }

  /**
   * Finds out how far the log may go at most: what capture may still have to compare with a
   * judgement stays. Whatever waits in the outbox now is to be captured before {@link #purge}.
   */
  public void settle(Exchange exchange) {
    exchange.setProperty(THROUGH, settled.getAsLong());
  }

  /** A site without partners keeps everything: one may still come. */
  public void purge(Exchange exchange) {
    long all = exchange.getProperty(THROUGH, Long.class);
    partners.forEach(Outgoing::forsake);
    long through = Math.min(all, partners.stream().mapToLong(confirmed).min().orElse(0));
    if (through > 0) {
      changelog.purge(through);
      LOG.info(
          "changelog purged through position {}: all partners have it, or were abandoned", through);
    }
    requested = false;
  }
}
