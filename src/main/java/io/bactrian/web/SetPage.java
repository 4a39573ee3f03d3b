package io.bactrian.web;

import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import io.bactrian.decide.ListedQuestion;
import io.bactrian.decide.Preview;
import io.bactrian.decide.QuestionKind;
import io.bactrian.decide.Questions;
import io.bactrian.transform.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a decision about many would do, before it is taken. Immutable.
 *
 * @param chosen what the person asked for
 * @param groups those alike, the kinds of effect first
 * @param rows of the first of them, before and after
 * @param dropped how many more are dropped because they wait for rows of these
 * @param left how many of those selected can't be decided, or are too many for one set
 */
record SetPage(
    Chosen chosen, int size, List<Group> groups, List<Change> rows, int dropped, long left) {

  /**
   * What a person asked for.
   *
   * @param id of the set, by which it is decided
   * @param ticked whether they were ticked one by one, and not selected by the filter
   */
  record Chosen(String id, Filter filter, boolean ticked, boolean theirs) {
    /** In words, for people. */
    String words() {
      return ticked ? "those that were ticked" : filter.words();
    }
  }

  /** How many have the same kind, spoke, table and reason, and what becomes of them. */
  record Group(long count, String effect, String what) {}

  /** A row before and after, in the columns that differ. */
  record Change(String id, String table, String key, String effect, List<Value> values) {}

  /** A value before and after. */
  record Value(String column, Shown before, Shown after) {}

  static SetPage of(
      Chosen chosen, List<ListedQuestion> set, List<Preview> previews, int dropped, long left) {
    Map<Group, Long> counts =
        set.stream()
            .collect(
                Collectors.groupingBy(
                    one ->
                        new Group(
                            0,
                            effect(one, chosen.theirs()),
                            "%s of %s, %s: %s"
                                .formatted(
                                    one.kind().word(),
                                    one.spoke(),
                                    one.table(),
                                    Shown.line(one.reason()))),
                    () ->
                        new TreeMap<>(
                            java.util.Comparator.comparing(Group::effect)
                                .thenComparing(Group::what)),
                    Collectors.counting()));
    List<Group> groups = new ArrayList<>();
    counts.forEach((group, count) -> groups.add(new Group(count, group.effect(), group.what())));
    return new SetPage(
        chosen, set.size(), groups, previews.stream().map(SetPage::change).toList(), dropped, left);
  }

  private static String effect(ListedQuestion question, boolean theirs) {
    if (question.kind() == QuestionKind.PARKED) {
      return theirs ? "tried again" : "dropped, kept in a record";
    }
    return theirs ? "written as the spoke has it" : "left as the hub's row was in the conflict";
  }

  private static Change change(Preview preview) {
    Table table = preview.table();
    List<Value> values = new ArrayList<>();
    for (int c = 0; c < table.width(); c++) {
      if (differs(table, c, preview.before(), preview.after())) {
        values.add(
            new Value(
                table.column(c).name(), shown(preview.before(), c), shown(preview.after(), c)));
      }
    }
    ListedQuestion question = preview.question();
    String effect =
        !preview.changes()
            ? question.kind() == QuestionKind.PARKED ? "nothing is written" : "stays as it is"
            : preview.before() == null
                ? "inserted"
                : preview.after() == null ? "deleted" : "updated";
    return new Change(
        Questions.abbreviated(question.id()),
        table.name(),
        question.key() == null ? "unknown" : Shown.line(question.key()),
        effect,
        values);
  }

  private static boolean differs(Table table, int c, Row before, Row after) {
    if (before == null || after == null) {
      return before != after;
    }
    return !Values.same(table.column(c), before.get(c), after.get(c));
  }

  private static Shown shown(Row row, int c) {
    return row == null ? Shown.noRow() : Shown.of(row.get(c));
  }
}
