package io.bactrian.site;

import io.bactrian.apply.AlteredRows;
import io.bactrian.monitor.AlteredTable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts rows at a spoke that stand otherwise than the hub sent them, because a trigger altered
 * them. Logs each table and column once. Thread-safe.
 */
final class TriggerDrift implements AlteredRows {
  private static final Logger LOG = LoggerFactory.getLogger(TriggerDrift.class);

  private final String site;
  private final Set<String> tables;
  private final Runnable changed;
  private final Map<String, Map<String, Found>> byPartner = new TreeMap<>();

  /**
   * @param tables names of the tables with triggers that may alter a row
   * @param changed called when something was counted
   */
  TriggerDrift(String site, Set<String> tables, Runnable changed) {
    this.site = site;
    this.tables = Set.copyOf(tables);
    this.changed = changed;
  }

  @Override
  public Set<String> tables() {
    return tables;
  }

  @Override
  public void found(String hub, Map<String, Found> byTable) {
    synchronized (this) {
      Map<String, Found> known = byPartner.computeIfAbsent(hub, none -> new TreeMap<>());
      byTable.forEach(
          (table, found) -> {
            tellOnce(hub, table, found, known.get(table));
            known.merge(table, found, Found::and);
          });
    }
    changed.run();
  }

  private void tellOnce(String hub, String table, Found found, Found known) {
    Set<String> columns = new TreeSet<>(found.columns());
    if (known != null) {
      columns.removeAll(known.columns());
      if (columns.isEmpty()) {
        return;
      }
    }
    LOG.warn(
        "{}→{}: rows of table {} do not stand as {} sent them: a trigger of this database {}. The two sides differ there, and nothing is sent of it. `bactrian check` names triggers that do so; in tables.yaml, `restore` lets the sent value stand, `computed-here` takes a column out of the exchange. `bactrian status` counts such rows; this is not logged again.",
        hub,
        site,
        table,
        hub,
        columns.isEmpty() ? "keeps them away" : "changes " + String.join(", ", columns));
  }

  /**
   * Takes over what an earlier process counted, for tables that still have such triggers; it was
   * logged then.
   */
  synchronized void restore(Map<String, List<AlteredTable>> earlier) {
    if (byPartner.isEmpty()) {
      earlier.forEach(
          (partner, counts) ->
              counts.stream()
                  .filter(count -> tables.contains(count.table()))
                  .forEach(count -> restore(partner, count)));
    }
  }

  private void restore(String partner, AlteredTable count) {
    Found found = new Found(count.rows(), Set.copyOf(count.columns()));
    byPartner.computeIfAbsent(partner, none -> new TreeMap<>()).put(count.table(), found);
  }

  /** The counts by partner. */
  synchronized Map<String, List<AlteredTable>> now() {
    Map<String, List<AlteredTable>> now = new TreeMap<>();
    byPartner.forEach(
        (partner, counts) ->
            now.put(
                partner,
                counts.entrySet().stream()
                    .map(
                        count ->
                            new AlteredTable(
                                count.getKey(),
                                count.getValue().rows(),
                                count.getValue().columns().stream().sorted().toList()))
                    .toList()));
    return now;
  }
}
