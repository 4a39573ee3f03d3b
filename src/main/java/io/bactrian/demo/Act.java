package io.bactrian.demo;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One thing that happens in a step of the {@link Scenario}. Data only; {@link Story} does it. */
sealed interface Act {

  /** A user's transaction at a site; each statement must change something. */
  record Sql(String site, List<String> statements) implements Act {}

  /** Head office's {@link DemoData#catalogue}. */
  record Catalogue() implements Act {}

  /** {@link DemoData#work} of all sites. */
  record WorkEverywhere() implements Act {}

  /** The sites exchange. */
  record Exchange() implements Act {}

  record LoseNextFile() implements Act {}

  record DeliverLastFileAgain() implements Act {}

  record Decide(LivePlay.Open what, boolean theirs) implements Act {}

  /**
   * Shows a row at each of some sites.
   *
   * @param queries by site; each gives at most one row, whose columns are shown
   */
  record Show(String what, Map<String, String> queries) implements Act {}

  record Say(String text) implements Act {}

  static Act at(String site, String... statements) {
    return new Sql(site, List.of(statements));
  }

  /** The same query at both shops, another at head office. */
  static Act show(String what, String office, String shop) {
    Map<String, String> queries = new LinkedHashMap<>();
    queries.put("hq", office);
    queries.put("c1", shop);
    queries.put("c2", shop);
    return new Show(what, queries);
  }

  static Act say(String text) {
    return new Say(text);
  }

  static Act exchange() {
    return new Exchange();
  }
}
