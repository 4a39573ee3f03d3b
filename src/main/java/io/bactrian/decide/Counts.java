package io.bactrian.decide;

import io.bactrian.apply.Failure;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * How many questions there are, by what they can be selected by; each map from a word to how many.
 *
 * @param kinds by the word for the {@link QuestionKind}
 * @param reasons by reason, without what the application said
 * @param ages by {@link Age}
 */
public record Counts(
    long total,
    Map<String, Long> tables,
    Map<String, Long> partners,
    Map<String, Long> kinds,
    Map<String, Long> reasons,
    Map<Age, Long> ages) {

  /** How long something waits. */
  public enum Age {
    HOUR(Duration.ofHours(1)),
    DAY(Duration.ofDays(1)),
    WEEK(Duration.ofDays(7)),
    LONGER(null);

    private final Duration most;

    Age(Duration most) {
      this.most = most;
    }

    /** The longest; null when unbounded. */
    public Duration most() {
      return most;
    }

    /**
     * @param since null when it is not known: then it is old
     */
    static Age of(Instant since, Instant now) {
      for (Age age : values()) {
        if (age.most == null || since != null && since.isAfter(now.minus(age.most))) {
          return age;
        }
      }
      return LONGER;
    }
  }

  static Counts none() {
    return new Counts(
        0, new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), new TreeMap<>());
  }

  /** Counts one more, in the maps of this. */
  Counts and(ListedQuestion one, Instant now) {
    tables.merge(one.table(), 1L, Long::sum);
    partners.merge(one.spoke(), 1L, Long::sum);
    kinds.merge(one.kind().word(), 1L, Long::sum);
    reasons.merge(Failure.plain(one.reason()), 1L, Long::sum);
    ages.merge(Age.of(one.at(), now), 1L, Long::sum);
    return new Counts(total + 1, tables, partners, kinds, reasons, ages);
  }
}
