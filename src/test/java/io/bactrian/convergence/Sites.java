package io.bactrian.convergence;

import io.bactrian.apply.Wait;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.BiFunction;

/** Creates the hub of a history, and compares a spoke with it in the end. */
final class Sites {
  private Sites() {}

  /** A hub that may refuse what it likes, and whose application may have a trigger. */
  static void prepareHub(
      MemorySite site, Shape shape, Breakage broken, Random random, boolean touches) {
    double park = random.nextInt(3) == 0 ? 0.2 : 0;
    site.refuses = write -> random.nextDouble() < park;
    site.originOfSession = broken == Breakage.ORIGIN_OF_SESSION;
    if (touches) {
      Table table = shape.hub.tables().get(shape.hub.tables().size() - 1);
      site.applicationTrigger = id -> random.nextDouble() < 0.3 ? next(table, id) : null;
      site.touch = row -> shape.touched(table, row);
    }
  }

  /** A trigger that gives some rows to a site, whatever was written. */
  static BiFunction<Table, Row, Row> rewriting(String site) {
    return (table, row) -> {
      int owner = table.position("owner");
      return owner >= 0 && row.get(1) != null && row.get(1).startsWith("1")
          ? row.with(owner, site)
          : row;
    };
  }

  /** A third of all sites have rows of which only a few can be held together. */
  static <T extends MemorySite> T narrow(T site, long seed) {
    Random random = new Random(seed * 31 + site.id.hashCode());
    site.room = random.nextInt(3) == 0 ? 1 + random.nextInt(3) : Integer.MAX_VALUE;
    return site;
  }

  private static RowId next(Table table, RowId id) {
    return new RowId(table.name(), Key.of("" + (Integer.parseInt(id.key().get(0)) + 1) % 3));
  }

  /** What the hub believes a spoke to hold; in the end none holds any. */
  static List<String> heldThere(MemorySite hub, String spoke) {
    return hub.waits.stream()
        .filter(wait -> wait.kind() == Wait.Kind.HELD_THERE && wait.stream().equals(spoke))
        .map(wait -> "the hub believes that " + spoke + " holds " + wait.table() + wait.key())
        .toList();
  }

  /** What is not as the hub shows it; empty when in step. */
  static List<String> differences(MemorySite hub, MemorySite spoke, Shape shape) {
    List<String> all = new ArrayList<>();
    Map<RowId, Row> want = Sight.of(hub, shape, spoke.id);
    if (!want.equals(spoke.rows)) {
      all.add(spoke.id + " has " + show(spoke.rows) + ", the hub shows it " + show(want));
    }
    if (!waiting(spoke).isEmpty()) {
      all.add("at " + spoke.id + " waits " + waiting(spoke));
    }
    return all;
  }

  private static String show(Map<RowId, Row> rows) {
    return rows.entrySet().stream()
        .map(e -> e.getKey().table() + e.getValue().text())
        .sorted()
        .toList()
        .toString();
  }

  /** What waits there: rows, loads and requests. */
  static List<?> waiting(MemorySite site) {
    List<Object> waiting = new ArrayList<>(site.waits);
    Set<Wait.Kind> notes = EnumSet.of(Wait.Kind.KEPT_APART, Wait.Kind.UNDONE);
    waiting.removeIf(wait -> notes.contains(((Wait) wait).kind()));
    site.partners.values().stream()
        .filter(partner -> partner.load() != null || partner.request() != null)
        .forEach(waiting::add);
    return waiting;
  }
}
