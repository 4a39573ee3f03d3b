package io.bactrian.site;

import java.text.ParseException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import org.quartz.CronExpression;

/** When the log is to be purged; it stays due until it was. Thread-safe. */
final class Calendar {
  private final CronExpression purges;
  private final InstantSource clock;
  private Instant next;

  /**
   * @param purges a Quartz cron expression, checked already
   */
  Calendar(String purges, InstantSource clock) {
    try {
      this.purges = new CronExpression(purges);
    } catch (ParseException e) {
      throw new IllegalArgumentException("not a Quartz cron expression: " + purges, e);
    }
    this.clock = clock;
    purged();
  }

  public synchronized boolean purgeIsDue() {
    return !clock.instant().isBefore(next);
  }

  /** Done for this time. */
  public final synchronized void purged() {
    Date following = purges.getNextValidTimeAfter(Date.from(clock.instant()));
    next = following == null ? Instant.MAX : following.toInstant();
  }
}
