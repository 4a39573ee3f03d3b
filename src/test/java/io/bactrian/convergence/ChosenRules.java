package io.bactrian.convergence;

import io.bactrian.changeset.LogicalType;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import io.bactrian.conflict.Conflict;
import io.bactrian.conflict.Decision;
import io.bactrian.conflict.Rules;
import java.util.List;
import java.util.Random;

/** The conflict rules of one history: one for columns, and one for when a side is absent. */
final class ChosenRules implements Rules {
  private final Random random;
  private final String rule;
  private final String gone;

  /** Whether people at spokes are asked, and not at the hub. */
  private final boolean asksThere;

  int conflicts;

  ChosenRules(Random random) {
    this.random = random;
    rule = pick("hub", "spoke", "any", "add", "latest", "manual");
    gone = rule.equals("manual") ? rule : pick("hub", "spoke", "any");
    asksThere = rule.equals("manual") && random.nextBoolean();
  }

  /** Numbers are added up, all else is the hub's. */
  static ChosenRules adding(Random random) {
    return new ChosenRules(random, "add", "hub");
  }

  private ChosenRules(Random random, String rule, String gone) {
    this.random = random;
    this.rule = rule;
    this.gone = gone;
    asksThere = false;
  }

  private String pick(String... names) {
    return names[random.nextInt(names.length)];
  }

  boolean adds() {
    return rule.equals("add");
  }

  @Override
  public Decision decide(Conflict c) {
    conflicts++;
    boolean absence = c.ours() == null || c.theirs() == null;
    String by = absence ? gone : rule;
    Row row =
        switch (by) {
          case "spoke" -> c.theirs();
          case "any" -> random.nextBoolean() ? c.ours() : c.theirs();
          case "latest" -> c.ours().text().compareTo(c.theirs().text()) > 0 ? c.ours() : c.theirs();
          default -> c.ours();
        };
    Decision decision = new Decision(row, by, 1, by.equals("manual"));
    return asksThere ? decision.askedAtSpoke() : decision;
  }

  @Override
  public boolean adds(Table table, int column) {
    return adds() && table.column(column).type() == LogicalType.INTEGER;
  }

  @Override
  public List<List<Integer>> groups(Table table, List<Integer> columns) {
    return columns.stream().map(List::of).toList();
  }
}
