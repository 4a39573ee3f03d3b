package io.bactrian.web;

import io.bactrian.decide.Counts;
import io.bactrian.decide.ListedQuestion;
import io.bactrian.decide.QuestionKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * A page of the list of conflicts. Immutable.
 *
 * @param lines those shown
 * @param from how many come before them
 * @param total how many the filter selects
 * @param facets what the selected ones can be narrowed to
 */
record ListPage(Filter filter, List<Line> lines, int from, long total, List<Facet> facets) {
  static final int LINES = 100;
  private static final int SHOWN = 8;
  private static final int COLUMNS = 4;

  /**
   * One of the list.
   *
   * @param decidable whether it can be ticked, to be decided with others
   */
  record Line(
      String id,
      boolean decidable,
      String kind,
      String table,
      String key,
      String spoke,
      String columns,
      String reason,
      String age,
      String at) {
    static Line of(ListedQuestion one, Instant now) {
      List<String> columns = one.columns();
      return new Line(
          one.id(),
          one.kind() == QuestionKind.MANUAL || one.kind() == QuestionKind.PARKED,
          one.kind().word(),
          one.table(),
          one.key() == null ? "unknown" : Shown.line(one.key()),
          one.spoke(),
          columns.size() > COLUMNS
              ? String.join(", ", columns.subList(0, COLUMNS))
                  + " and "
                  + (columns.size() - COLUMNS)
              : String.join(", ", columns),
          Shown.line(one.reason()),
          one.at() == null ? "#" + one.changeset() : Ages.ago(one.at(), now),
          Ages.exact(one.at()));
    }
  }

  /**
   * Values of one field, with how many each selects.
   *
   * @param more how many values are left out
   */
  record Facet(String title, List<Count> counts, int more) {}

  /** A value; choosing it again gives it up. */
  record Count(String text, long number, boolean chosen, String link) {}

  static ListPage of(
      Filter filter, List<ListedQuestion> listed, int from, Counts counts, Instant now) {
    return new ListPage(
        filter,
        listed.stream().map(one -> Line.of(one, now)).toList(),
        from,
        counts.total(),
        List.of(
            facet(filter, "Kind", Filter.KIND, counts.kinds()),
            facet(filter, "Table", Filter.TABLE, counts.tables()),
            facet(filter, "Partner", Filter.PARTNER, counts.partners()),
            facet(filter, "Reason", Filter.REASON, counts.reasons()),
            ages(filter, counts.ages())));
  }

  private static Facet facet(Filter filter, String title, String field, Map<String, Long> values) {
    List<Count> counts =
        values.entrySet().stream()
            .sorted(
                Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                    .thenComparing(Map.Entry.comparingByKey()))
            .limit(SHOWN)
            .map(one -> count(filter, field, one.getKey(), one.getValue()))
            .toList();
    return new Facet(title, counts, Math.max(0, values.size() - SHOWN));
  }

  private static Count count(Filter filter, String field, String value, long number) {
    boolean chosen = filter.get(field).equals(value);
    String link = filter.with(field, chosen ? "" : value).link();
    return new Count(Shown.line(value), number, chosen, link);
  }

  /** How many are older than each age. */
  private static Facet ages(Filter filter, Map<Counts.Age, Long> ages) {
    List<Count> counts = new ArrayList<>();
    for (Map.Entry<String, Duration> age : Filter.AGES.entrySet()) {
      long older =
          ages.entrySet().stream()
              .filter(one -> one.getKey().ordinal() > 0 && longer(one.getKey(), age.getValue()))
              .mapToLong(Map.Entry::getValue)
              .sum();
      if (older > 0) {
        boolean chosen = filter.get(Filter.OLDER).equals(age.getKey());
        String link = filter.with(Filter.OLDER, chosen ? "" : age.getKey()).link();
        counts.add(new Count("over " + age.getKey(), older, chosen, link));
      }
    }
    return new Facet("Age", counts, 0);
  }

  private static boolean longer(Counts.Age group, Duration age) {
    Counts.Age before = Counts.Age.values()[group.ordinal() - 1];
    return before.most().compareTo(age) >= 0;
  }

  /** Whether any line can be ticked. */
  boolean decides() {
    return lines.stream().anyMatch(Line::decidable);
  }

  /** Numbers of the first and the last line, and of all. */
  String range() {
    return lines.isEmpty()
        ? "none"
        : "%,d to %,d of %,d".formatted(from + 1, from + lines.size(), total);
  }

  /** Address of the page before; null on the first. */
  String previous() {
    return from == 0 ? null : "/conflicts" + page(Math.max(0, from - LINES));
  }

  /** Address of the page after; null on the last. */
  String next() {
    return from + lines.size() >= total ? null : "/conflicts" + page(from + LINES);
  }

  private String page(int start) {
    return filter.query(start == 0 ? Map.of() : Map.of("from", "" + start));
  }
}
