package io.bactrian.decide;

import io.bactrian.changelog.StoredConflict;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import io.bactrian.conflict.Conflict;
import io.bactrian.conflict.Decision;
import io.bactrian.conflict.Explained;
import io.bactrian.conflict.Kind;
import io.bactrian.conflict.Rules;
import io.bactrian.transform.Values;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A decision about a conflict, replayed from its record. Immutable; values are in it.
 *
 * @param kind the word for the kind of conflict
 * @param compared what was compared, column by column
 * @param asked where a rule was looked for, in order; empty where the kind of conflict is decided
 *     without rules, and where the rules are not known here
 * @param rules which file and version the rules are of that decided or, where those are not kept,
 *     that are in use; null when there are none
 * @param outcome what was decided, and whether the rules in use decide so, too
 */
public record Explanation(
    String kind,
    List<Compared> compared,
    List<Explained.Asked> asked,
    Source rules,
    String outcome) {
  private static final Set<Kind> BY_RULE =
      EnumSet.of(Kind.UPDATE_UPDATE, Kind.INSERT_INSERT, Kind.UPDATE_DELETE, Kind.DELETE_UPDATE);

  public Explanation {
    compared = List.copyOf(compared);
    asked = List.copyOf(asked);
  }

  /**
   * A column that was compared; a value is null when it is NULL or its row absent.
   *
   * @param how they differ, in words
   */
  public record Compared(
      String column, String base, String ours, String theirs, String result, String how) {}

  /**
   * Where rules are declared.
   *
   * @param since when they came into use, if they are in use no longer and what is shown was kept;
   *     null for rules in use
   */
  public record Source(String file, int line, int version, Instant since) {}

  /**
   * @param rules those in use; null where there are none
   * @param older those that were in use
   */
  static Explanation of(StoredConflict stored, Rules rules, OlderRules older) {
    Conflict conflict = stored.record().conflict();
    Decision decided = stored.record().decision();
    List<Compared> compared = compared(conflict, decided);
    String kind = conflict.kind().word();
    if (!isByRule(stored)) {
      String person = decided.settledBy(conflict.kind());
      String outcome =
          person == null
              ? "Decided as `%s`, which no rule of a file can change.".formatted(decided.rule())
              : "Decided by %s, who settled the parked change; no rule was asked."
                  .formatted(person);
      return new Explanation(kind, compared, List.of(), null, outcome);
    }
    if (rules == null) {
      String outcome =
          "Decided by the rule `%s` of version %d at the hub, which has the rules."
              .formatted(decided.rule(), decided.version());
      return new Explanation(kind, compared, List.of(), null, outcome);
    }
    Replay replay = Replay.of(stored, rules, older.of(decided.version()));
    Explained shown = replay.shown();
    return new Explanation(
        kind,
        compared,
        shown == null ? List.of() : shown.asked(),
        shown == null
            ? null
            : new Source(shown.file(), shown.line(), shown.version(), replay.since()),
        replay.outcome());
  }

  /** A change that is parked for a unique value may be rejected instead, under version 0. */
  private static boolean isByRule(StoredConflict stored) {
    Kind kind = stored.record().conflict().kind();
    boolean keptBoth = kind == Kind.UNIQUE_KEY_TAKEN && stored.record().decision().version() > 0;
    return keptBoth || BY_RULE.contains(kind);
  }

  private static List<Compared> compared(Conflict conflict, Decision decided) {
    List<Compared> all = new ArrayList<>();
    for (int c : conflict.columns()) {
      all.add(
          new Compared(
              conflict.table().column(c).name(),
              value(conflict.base(), c),
              value(conflict.ours(), c),
              value(conflict.theirs(), c),
              value(decided.row(), c),
              how(conflict, c)));
    }
    return all;
  }

  private static String value(Row row, int column) {
    return row == null ? null : row.get(column);
  }

  private static String how(Conflict conflict, int c) {
    if (conflict.ours() == null || conflict.theirs() == null) {
      return conflict.ours() == conflict.theirs()
          ? "neither side has the row"
          : conflict.ours() == null ? "the hub has no row" : "the spoke has no row";
    }
    Table table = conflict.table();
    boolean same = same(table, c, conflict.ours(), conflict.theirs());
    if (same) {
      return "both sides have the same";
    }
    if (conflict.base() == null) {
      return "no version before is known; the sides differ";
    }
    boolean oursMoved = !same(table, c, conflict.base(), conflict.ours());
    boolean theirsMoved = !same(table, c, conflict.base(), conflict.theirs());
    return oursMoved && theirsMoved
        ? "both sides changed it, to different values"
        : oursMoved ? "only the hub changed it" : "only the spoke changed it";
  }

  private static boolean same(Table table, int c, Row one, Row other) {
    return Values.same(table.column(c), one.get(c), other.get(c));
  }

  /** For a screen of fixed width, line by line. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("Kind: " + kind);
    lines.add("Compared:");
    compared.forEach(
        one ->
            lines.add(
                "  %s: base %s, ours %s, theirs %s, decided %s; %s"
                    .formatted(
                        one.column(),
                        shown(one.base()),
                        shown(one.ours()),
                        shown(one.theirs()),
                        shown(one.result()),
                        one.how())));
    if (rules != null) {
      lines.add(
          rules.file().isEmpty()
              ? "Rules: no file has any for this table"
              : "Rules: %s:%d, version %d%s"
                  .formatted(
                      rules.file(),
                      rules.line(),
                      rules.version(),
                      rules.since() == null
                          ? ""
                          : ", as kept; in use since %s, replaced meanwhile"
                              .formatted(rules.since().truncatedTo(ChronoUnit.SECONDS))));
    }
    asked.forEach(
        one ->
            lines.add(
                "  %s %s%s: %s"
                    .formatted(
                        one.chosen() ? "→" : "·",
                        one.place(),
                        one.rule().isEmpty() ? "" : " → " + one.rule(),
                        one.why())));
    lines.add(outcome);
    return lines;
  }

  private static String shown(String value) {
    return value == null ? "NULL or absent" : value;
  }
}
