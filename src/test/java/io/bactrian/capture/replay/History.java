package io.bactrian.capture.replay;

import io.bactrian.database.dialect.TriggerOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A schema and what is done to it. Nothing but statements, so that any part of it can be left out.
 *
 * @param excluded columns that are not tracked, by table
 */
record History(
    long seed,
    TriggerOptions options,
    Map<String, Set<String>> excluded,
    List<Part> schema,
    List<Step> steps) {

  int size() {
    return schema.size() + steps.size();
  }

  /** The same without {@code count} of its parts and steps, from {@code first}. */
  History without(int first, int count) {
    List<Part> parts = new ArrayList<>();
    List<Step> rest = new ArrayList<>();
    for (int i = 0; i < size(); i++) {
      if (i >= first && i < first + count) {
        continue;
      }
      if (i < schema.size()) {
        parts.add(schema.get(i));
      } else {
        rest.add(steps.get(i - schema.size()));
      }
    }
    return new History(seed, options, excluded, parts, rest);
  }

  /** What it has besides plain tables and statements. */
  Set<String> peculiarities() {
    Set<String> all = new TreeSet<>();
    schema.forEach(part -> all.add(part.about()));
    steps.forEach(step -> all.add(step.about()));
    if (options.suppressedOrigin() != null) {
      all.add("suppressed origin");
    }
    all.remove("");
    return all;
  }
}
