package io.bactrian.monitor;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/**
 * What of the changelog is kept because one partner has not confirmed it. What several have not
 * confirmed is stored once, and counted for each of them.
 *
 * @param entries of the changelog, also those that do not concern the partner
 * @param bytes about so many, as a sample of the changelog is large
 * @param since when the oldest of them was written; null when there is none, or it is being purged
 * @param age of that entry; null where {@code since} is
 */
public record KeptLog(long entries, long bytes, Instant since, Duration age) {
  /** Nothing is kept. */
  public static final KeptLog NONE = new KeptLog(0, 0, null, null);

  private static final double KIBI = 1024;

  public boolean isNothing() {
    return entries == 0;
  }

  @Override
  public String toString() {
    if (isNothing()) {
      return "nothing";
    }
    String from =
        since == null
            ? ""
            : ", since %s (%s)".formatted(since.truncatedTo(ChronoUnit.SECONDS), words(age));
    String what = entries == 1 ? "1 entry" : String.format(Locale.ROOT, "%,d entries", entries);
    return "%s, about %s%s".formatted(what, words(bytes), from);
  }

  private static String words(long bytes) {
    return bytes < KIBI * KIBI
        ? String.format(Locale.ROOT, "%,d KiB", (long) Math.ceil(bytes / KIBI))
        : String.format(Locale.ROOT, "%,.1f MiB", bytes / KIBI / KIBI);
  }

  private static String words(Duration age) {
    if (age.toDays() > 0) {
      return age.toDays() + " d";
    }
    if (age.toHours() > 0) {
      return age.toHours() + " h";
    }
    return age.toMinutes() > 0 ? age.toMinutes() + " min" : Math.max(0, age.toSeconds()) + " s";
  }
}
