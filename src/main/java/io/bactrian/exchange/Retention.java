package io.bactrian.exchange;

import io.bactrian.changelog.Changelog;
import java.util.Collection;
import java.util.function.ToLongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Purges the changelog through what every partner has confirmed, and no further. Thread-safe. */
public final class Retention {
  private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

  private final Changelog changelog;
  private final Collection<Outgoing> partners;
  private final ToLongFunction<Outgoing> confirmed;

  /**
   * @param confirmed position of our log through which a partner has applied, 0 for nothing yet;
   *     one that was abandoned counts as having all
   */
  public Retention(
      Changelog changelog, Collection<Outgoing> partners, ToLongFunction<Outgoing> confirmed) {
    this.changelog = changelog;
    this.partners = partners;
    this.confirmed = confirmed;
  }

  /** A site without partners keeps everything: one may still come. */
  public void purge() {
    partners.forEach(Outgoing::forsake);
    long all = changelog.head().position();
    long through = Math.min(all, partners.stream().mapToLong(confirmed).min().orElse(0));
    if (through > 0) {
      changelog.purge(through);
      LOG.info(
          "changelog purged through position {}: all partners have it, or were abandoned", through);
    }
  }
}
