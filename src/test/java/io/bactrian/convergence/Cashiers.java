package io.bactrian.convergence;

import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import io.bactrian.convergence.MemoryLog.Out;
import io.bactrian.convergence.MemorySite.Edit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Users who add to numbers and subtract from them at all sites at once, under the rule {@code add}:
 * in the end each addition must count exactly once.
 */
final class Cashiers extends People {
  private static final int START = 100;

  Cashiers(Random random, int spokes, Consumer<String> told) {
    super(random, spokes, told);
  }

  /** The same rows for everyone. */
  static void open(MemorySite site) {
    Table table = site.side.tables().get(0);
    for (int n = 0; n < KEYS; n++) {
      Row row = Row.of(site.side.prefix() + n, "" + START, "0", "*");
      site.rows.put(new RowId(table.name(), table.keyOf(row)), row);
    }
  }

  @Override
  void edit(MemorySite site, Map<RowId, Row> seen, List<Edit> edits) {
    Table table = site.side.tables().get(0);
    Row row = Row.of(site.side.prefix() + random.nextInt(KEYS), "", "", "");
    Row now = seen.get(new RowId(table.name(), table.keyOf(row)));
    int sum = Integer.parseInt(now.get(1)) + 1 + random.nextInt(9) - 2 * random.nextInt(2) * 5;
    add(new Edit(table, table.keyOf(row), now.with(1, "" + sum)), seen, edits);
  }

  /**
   * What does not add up at a site.
   *
   * @param decided the hub's transactions in which people decided
   */
  static List<String> wrongSums(
      Ledger ledger, Iterable<MemorySite> sites, Set<String> decided, MemorySite at) {
    int[] sums = new int[KEYS];
    for (MemorySite site : sites) {
      ledger.of(site.id).entrySet().stream()
          .filter(
              e ->
                  e.getKey().startsWith("u")
                      || site.id.equals("hq") && decided.contains(e.getKey()))
          .flatMap(e -> e.getValue().outs().stream())
          .filter(out -> out.change() != null)
          .forEach(out -> sums[number(out, site)] += added(out));
    }
    List<String> wrong = new ArrayList<>();
    at.rows.forEach(
        (id, row) -> {
          int key = Integer.parseInt(id.key().get(0).substring(at.side.prefix().length()));
          int expected = START + sums[key];
          if (!row.get(1).equals("" + expected)) {
            wrong.add(at.id + " has " + row.get(1) + " in row " + key + ", should be " + expected);
          }
        });
    return wrong;
  }

  private static int number(Out out, MemorySite site) {
    return Integer.parseInt(out.change().key().get(0).substring(site.side.prefix().length()));
  }

  private static int added(Out out) {
    return Integer.parseInt(out.change().after().get(1))
        - Integer.parseInt(out.change().before().get(1));
  }
}
