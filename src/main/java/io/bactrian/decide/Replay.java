package io.bactrian.decide;

import io.bactrian.changelog.StoredConflict;
import io.bactrian.changeset.Row;
import io.bactrian.conflict.Conflict;
import io.bactrian.conflict.Decision;
import io.bactrian.conflict.Explained;
import io.bactrian.conflict.Rules;
import io.bactrian.decide.OlderRules.Older;
import io.bactrian.transform.Values;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A decision of a rule, made again from its record: by the rules that decided, if they are in use
 * or kept, and by those in use. Pure.
 *
 * @param shown the rules to show: those that decided, else those in use; null when there are none
 * @param since when the rules shown came into use, if they are in use no longer; null otherwise
 * @param outcome what was decided, and whether it is decided so again, in words
 */
record Replay(Explained shown, Instant since, String outcome) {

  /**
   * @param used the rules in use
   * @param older rules with the version that decided, the newest first
   */
  static Replay of(StoredConflict stored, Rules used, List<Older> older) {
    Conflict conflict = stored.record().conflict();
    Decision decided = stored.record().decision();
    String then =
        "Decided by the rule `%s` of version %d.".formatted(decided.rule(), decided.version());
    Explained now = used.explain(conflict).orElse(null);
    if (now == null) {
      return new Replay(null, null, then);
    }
    boolean same = now.version() == decided.version();
    if (same && alike(stored, now)) {
      return new Replay(now, null, then + " Replayed with the same version: the same.");
    }
    Optional<Replay> kept =
        older.stream()
            .filter(one -> one.rules() != null)
            .flatMap(one -> by(one, stored, then, now).stream())
            .findFirst();
    return kept.orElseGet(() -> new Replay(now, null, then + without(stored, now) + unfit(older)));
  }

  /** Empty when these rules decide otherwise, so that others of the same version decided. */
  private static Optional<Replay> by(Older one, StoredConflict stored, String then, Explained now) {
    return one.rules()
        .explain(stored.record().conflict())
        .filter(explained -> explained.version() == stored.record().decision().version())
        .filter(explained -> alike(stored, explained))
        .map(
            explained ->
                new Replay(
                    explained,
                    one.since(),
                    then
                        + " Replayed with these rules as they were kept: the same. The rules in use, version %d, decide %s."
                            .formatted(now.version(), like(stored, now))));
  }

  private static String like(StoredConflict stored, Explained one) {
    return alike(stored, one) ? "the same" : "otherwise, by `%s`".formatted(one.decision().rule());
  }

  private static String without(StoredConflict stored, Explained now) {
    if (now.version() == stored.record().decision().version()) {
      return " Replayed: the rules in use have the same version but decide otherwise, by `%s`. They were changed without a new version."
          .formatted(now.decision().rule());
    }
    return " The rules have changed since: version %d is in use, which decides %s."
        .formatted(now.version(), like(stored, now));
  }

  private static String unfit(List<Older> older) {
    return older.stream()
        .filter(one -> one.fault() != null)
        .findFirst()
        .map(
            one ->
                " Those that decided are kept, but don't fit the tables any more: " + one.fault())
        .orElse(" Those that decided are not kept.");
  }

  private static boolean alike(StoredConflict stored, Explained one) {
    Decision decided = stored.record().decision();
    return one.decision().rule().equals(decided.rule())
        && one.decision().open() == decided.open()
        && sameRow(stored.record().conflict(), decided.row(), one.decision().row());
  }

  private static boolean sameRow(Conflict conflict, Row one, Row other) {
    if (one == null || other == null) {
      return one == other;
    }
    return conflict.columns().stream()
        .allMatch(c -> Values.same(conflict.table().column(c), one.get(c), other.get(c)));
  }
}
