package io.bactrian.config;

import java.text.ParseException;
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
 * is none), without those that an expression after {@code not} matches. Immutable, thread-safe.
 */
public final class Schedule {
  private static final String NOT = "not ";

  /** Most excluded minutes that are skipped to find the next opening. */
  private static final int FURTHEST = 8 * 24 * 60;

  private final String text;
  private final ZoneId zone;
  private final List<CronExpression> named = new ArrayList<>();
  private final List<CronExpression> excluded = new ArrayList<>();

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

  /** The first moment from {@code from} on at which it is open; empty when none is near. */
  public Optional<Instant> opens(Instant from) {
    Instant at = from;
    for (int looks = 0; at != null && looks < FURTHEST; looks++) {
      if (isOpen(at)) {
        return Optional.of(at);
      }
      at = following(at);
    }
    return Optional.empty();
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
