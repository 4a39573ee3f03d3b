package io.bactrian.decide;

import io.bactrian.apply.Resolution;
import io.bactrian.problem.Problem;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the words of a choice: {@code ours}, {@code theirs}, or {@code column=value} and {@code
 * column is null}. Pure.
 */
final class Choice {
  static final List<String> OURS = List.of("ours");
  static final List<String> THEIRS = List.of("theirs");

  private static final String NULL = " is null";

  private Choice() {}

  static List<String> of(boolean theirs) {
    return theirs ? THEIRS : OURS;
  }

  static boolean isSide(List<String> choice) {
    return choice.equals(OURS) || choice.equals(THEIRS);
  }

  static Resolution resolution(List<String> choice) {
    if (choice.equals(OURS)) {
      return Resolution.ours();
    }
    return choice.equals(THEIRS) ? Resolution.theirs() : Resolution.values(values(choice));
  }

  /** The words for values, NULL as null. */
  static List<String> words(Map<String, String> values) {
    return values.entrySet().stream()
        .map(one -> one.getKey() + (one.getValue() == null ? NULL : "=" + one.getValue()))
        .toList();
  }

  static Map<String, String> values(List<String> choice) {
    Map<String, String> values = new HashMap<>();
    for (String part : choice) {
      int equals = part.indexOf('=');
      if (equals < 0 && part.endsWith(NULL) && part.length() > NULL.length()) {
        values.put(part.substring(0, part.length() - NULL.length()), null);
        continue;
      }
      if (equals < 1) {
        throw Problem.of("`%s` is no choice.", part)
            .follows("Nothing was decided.")
            .toDo("Say ours, theirs, or column=value; `column is null` for NULL.")
            .exception();
      }
      values.put(part.substring(0, equals), part.substring(equals + 1));
    }
    return values;
  }
}
