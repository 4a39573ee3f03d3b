package io.bactrian.demo;

import io.bactrian.compare.Comparison;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What the demo says at its end.
 *
 * @param sent changes sent by site
 * @param conflicts by rule
 * @param parked changes that wait for a person at head office
 * @param undecided {@code manual} conflicts that nobody has decided; head office's row stands
 */
record Ending(
    Comparison.Result comparison,
    Map<String, Long> sent,
    Map<String, Long> conflicts,
    int parked,
    int undecided) {

  /** A parked change leaves its row different on purpose, and so not in step. */
  boolean inStep() {
    return comparison.inStep();
  }

  void tell(Stage stage) {
    List<List<String>> rows = new ArrayList<>();
    sent.forEach(
        (site, changes) -> {
          Map<String, Long> tables = comparison.rows().getOrDefault(site, Map.of());
          long all = tables.values().stream().mapToLong(Long::longValue).sum();
          rows.add(List.of(site, number(tables.size()), number(all), number(changes)));
        });
    stage.table(List.of("site", "tables", "rows", "changes sent"), rows);
    stage.line("");
    List<List<String>> rules = new ArrayList<>();
    conflicts.forEach((rule, count) -> rules.add(List.of(rule, number(count))));
    stage.table(List.of("rule", "conflicts"), rules);
    stage.line("");
    if (parked + undecided > 0) {
      stage.say(
          number(parked) + " parked and " + number(undecided) + " undecided wait at head office.");
    }
    comparison.differences().stream().limit(10).forEach(stage::say);
    stage.say(
        "rows compared: "
            + number(comparison.compared())
            + ", different: "
            + number(comparison.different()));
    stage.say("in step: " + (inStep() ? "yes" : "no"));
  }

  private static String number(long number) {
    return String.format(java.util.Locale.ROOT, "%,d", number);
  }
}
