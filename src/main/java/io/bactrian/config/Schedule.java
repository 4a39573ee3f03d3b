package io.bactrian.config;

import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.TimeZone;
import org.quartz.CronExpression;

/**
 * A set of minutes: those that at least one of its Quartz cron expressions matches (all, if there
 * is none), without those that an expression after {@code not} matches. Its value never changes;
 * thread-safe.
 */
public final class Schedule {
  private static final String NOT = "not ";

  /** Most excluded minutes that are skipped to find the next opening. */
  private static final long FURTHEST = Duration.ofDays(8).toMinutes();

  private final String text;
  private final ZoneId zone;
  private final List<CronExpression> named = new ArrayList<>();
  private final List<CronExpression> excluded = new ArrayList<>();

  /** What was found last: a spoke that must not ask does so again and again, and finding costs. */
  private volatile Closed found = new Closed(Instant.MAX, Instant.MIN);

  private Schedule(String text, ZoneId zone) {
    this.text = text;
    this.zone = zone;
  }

  /**
   * Reads expressions with {@code ;} between them.
   *
   * @param zone their time zone
   * @throws UnusableValueException when one is invalid, or does not name whole minutes
   */
  static Schedule parse(String text, ZoneId zone) throws UnusableValueException {
    Schedule schedule = new Schedule(text, zone);
    for (String part : text.split(";", -1)) {
      String one = part.strip();
      boolean not = one.startsWith(NOT);
      (not ? schedule.excluded : schedule.named)
          .add(cron(not ? one.substring(NOT.length()).strip() : one, zone));
    }
    return schedule;
  }

  private static CronExpression cron(String text, ZoneId zone) throws UnusableValueException {
    try {
      CronExpression cron = new CronExpression(text);
      if (!text.startsWith("* ")) {
        throw new UnusableValueException(
            "names single seconds in `"
                + text
                + "`; a schedule names minutes, so its first field is `*`");
      }
      cron.setTimeZone(TimeZone.getTimeZone(zone));
      return cron;
    } catch (ParseException e) {
      throw new UnusableValueException(
          "contains `"
              + text
              + "`, which is not a Quartz cron expression ("
              + e.getMessage()
              + ")");
    }
  }

  /** The same expressions in another time zone. */
  Schedule in(ZoneId other) {
    try {
      return parse(text, other);
    } catch (UnusableValueException e) {
      throw new IllegalStateException("parsed before: " + text, e);
    }
  }

  public boolean isOpen(Instant at) {
    Date date = Date.from(at);
    return (named.isEmpty() || anyHolds(named, date)) && !anyHolds(excluded, date);
  }

  private static boolean anyHolds(List<CronExpression> expressions, Date date) {
    return expressions.stream().anyMatch(one -> one.isSatisfiedBy(date));
  }

  /**
   * It is closed for a while.
   *
   * @param until when this is known no more, exclusive; null for ever
   */
  private record Closed(Instant from, Instant until) {
    boolean covers(Instant at) {
      return !at.isBefore(from) && (until == null || !at.isAfter(until));
    }
  }

  /** The first moment from {@code from} on at which it is open; empty when none is near. */
  public Optional<Instant> opens(Instant from) {
    Closed known = found;
    boolean again = known.covers(from);
    Instant at = again ? known.until() : from;
    long most = again ? 1 + ChronoUnit.MINUTES.between(known.from(), from) : FURTHEST;
    boolean open = at != null && isOpen(at);
    for (long looks = 0; at != null && !open && looks < most; looks++) {
      at = following(at);
      open = at != null && isOpen(at);
    }
    found = new Closed(from, at);
    return open ? Optional.of(at) : Optional.empty();
  }

  /** A later moment, before which it is certainly not open; null if it never opens. */
  private Instant following(Instant at) {
    Date date = Date.from(at);
    if (named.isEmpty() || anyHolds(named, date)) {
      return at.truncatedTo(ChronoUnit.MINUTES).plus(1, ChronoUnit.MINUTES);
    }
    return named.stream()
        .map(one -> one.getNextValidTimeAfter(date))
        .filter(next -> next != null)
        .min(Date::compareTo)
        .map(Date::toInstant)
        .orElse(null);
  }

  public ZoneId zone() {
    return zone;
  }

  /** As written. */
  @Override
  public String toString() {
    return text;
  }
}
