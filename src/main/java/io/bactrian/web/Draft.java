package io.bactrian.web;

import io.bactrian.changeset.Column;
import io.bactrian.changeset.Row;
import io.bactrian.decide.OpenQuestion;
import io.bactrian.transform.UnconvertibleException;
import io.bactrian.transform.Values;
import io.vertx.core.MultiMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a person has picked and written for each column, checked against the table. Immutable.
 *
 * @param picks version chosen by number of the column
 * @param texts what was written, by number of the column
 * @param faults what is wrong, by number of the column; values are not in them
 */
record Draft(Map<Integer, String> picks, Map<Integer, String> texts, Map<Integer, String> faults) {
  static final String EDIT = "edit";
  private static final List<String> SIDES = List.of("base", "ours", "theirs");

  /** Nothing yet. */
  static Draft empty() {
    return new Draft(Map.of(), Map.of(), Map.of());
  }

  /** Reads the form of a question. */
  static Draft of(OpenQuestion question, MultiMap form) {
    Draft draft = new Draft(new HashMap<>(), new HashMap<>(), new HashMap<>());
    for (int c : question.columns()) {
      String pick = form.get("pick-" + c);
      if (pick != null && (pick.equals(EDIT) || SIDES.contains(pick))) {
        draft.picks.put(c, pick);
      }
      String text = form.get("value-" + c);
      if (text != null) {
        draft.texts.put(c, lines(text, question, c));
      }
      if (EDIT.equals(pick) && form.get("null-" + c) == null) {
        draft.check(question.table().column(c), c);
      } else if (EDIT.equals(pick)) {
        draft.texts.put(c, null);
        draft.checkNull(question.table().column(c), c);
      }
    }
    return draft;
  }

  /** Browsers send line breaks as two characters; of a text that had one, one is meant. */
  private static String lines(String text, OpenQuestion question, int c) {
    boolean two =
        question.theirs() != null
            && question.theirs().get(c) != null
            && question.theirs().get(c).contains("\r\n");
    return two ? text : text.replace("\r\n", "\n");
  }

  private void check(Column column, int c) {
    try {
      texts.put(c, Values.written(column, texts.getOrDefault(c, "")));
    } catch (UnconvertibleException e) {
      faults.put(c, "%s %s.".formatted(column.nativeType(), e.getMessage()));
    }
  }

  private void checkNull(Column column, int c) {
    if (!column.nullable()) {
      faults.put(c, "NULL is not allowed here.");
    }
  }

  boolean faulty() {
    return !faults.isEmpty();
  }

  /** What stands in the field to edit. */
  String written(int c, String otherwise) {
    String text = texts.containsKey(c) ? texts.get(c) : otherwise;
    return text == null ? "" : text;
  }

  String picked(int c) {
    return picks.getOrDefault(c, "ours");
  }

  String fault(int c) {
    return faults.get(c);
  }

  /** What {@link io.bactrian.decide.Decisions#decide} takes; of a draft without faults. */
  List<String> choice(OpenQuestion question) {
    List<String> choice = new ArrayList<>();
    picks.forEach(
        (c, pick) -> {
          String name = question.table().column(c).name();
          String value = pick.equals(EDIT) ? texts.get(c) : value(side(question, pick), c);
          choice.add(value == null ? name + " is null" : name + "=" + value);
        });
    return choice;
  }

  private static Row side(OpenQuestion question, String pick) {
    return switch (pick) {
      case "base" -> question.base();
      case "ours" -> question.ours();
      default -> question.theirs();
    };
  }

  private static String value(Row row, int c) {
    return row == null ? null : row.get(c);
  }
}
