package io.bactrian.convergence;

import io.bactrian.changeset.LogicalType;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Schema.ForeignKey;
import io.bactrian.changeset.Table;
import io.bactrian.conflict.Amount;
import io.bactrian.conflict.BusinessRule;
import io.bactrian.conflict.Conflict;
import io.bactrian.conflict.Decision;
import io.bactrian.conflict.Rules;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * The conflict rules of one history: one for columns, and one for when a side is absent; in one
 * history of three a whole rules file.
 */
final class ChosenRules implements Rules {
  private final Random random;
  private final String rule;
  private final String gone;

  /** Whether people at spokes are asked, and not at the hub. */
  private final boolean asksThere;

  /** The rules file; null where there is none. */
  final String text;

  private final Rules file;
  int conflicts;

  ChosenRules(Random random) {
    this(random, null, 1);
  }

  /** With a rules file for this hub, if the seed says so. */
  ChosenRules(Random random, Side hub, long seed) {
    this.random = random;
    Random own = new Random(seed * 0x9E3779B97F4A7C15L + 2);
    text = hub != null && own.nextInt(3) == 0 ? DrawnRules.text(hub, own) : null;
    file = text == null ? null : DrawnRules.read(hub, text);
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
    text = null;
    file = null;
  }

  private String pick(String... names) {
    return names[random.nextInt(names.length)];
  }

  boolean adds() {
    return text == null ? rule.equals("add") : text.contains(": add");
  }

  @Override
  public Decision decide(Conflict c) {
    conflicts++;
    if (file != null) {
      return file.decide(c);
    }
    boolean absence = c.ours() == null || c.theirs() == null;
    String by = absence ? gone : rule;
    Row row =
        switch (by) {
          case "spoke" -> c.theirs();
          case "any" -> random.nextBoolean() ? c.ours() : c.theirs();
          case "latest" -> c.ours().text().compareTo(c.theirs().text()) > 0 ? c.ours() : c.theirs();
          case "add" -> summed(c);
          default -> c.ours();
        };
    Decision decision = new Decision(row, by, 1, by.equals("manual"));
    return asksThere ? decision.askedAtSpoke() : decision;
  }

  /** Our row with the sums that the merge writes. */
  private Row summed(Conflict c) {
    Row row = c.ours();
    for (int column : c.columns()) {
      if (c.base() != null && adds(c.table(), column)) {
        String base = c.base().get(column);
        String sum = Amount.sum(base, c.ours().get(column), c.theirs().get(column));
        row = sum == null ? row : row.with(column, sum);
      }
    }
    return row;
  }

  @Override
  public boolean adds(Table table, int column) {
    return file != null
        ? file.adds(table, column)
        : adds() && table.column(column).type() == LogicalType.INTEGER;
  }

  @Override
  public List<List<Integer>> groups(Table table, List<Integer> columns) {
    return file != null ? file.groups(table, columns) : columns.stream().map(List::of).toList();
  }

  @Override
  public List<BusinessRule> must(Table table) {
    return file == null ? List.of() : file.must(table);
  }

  @Override
  public Optional<Decision> keepBoth(Conflict conflict) {
    return file == null ? Optional.empty() : file.keepBoth(conflict);
  }

  @Override
  public boolean keepsBoth() {
    return file != null && file.keepsBoth();
  }

  @Override
  public List<ForeignKey> followed() {
    return file == null ? List.of() : file.followed();
  }
}
