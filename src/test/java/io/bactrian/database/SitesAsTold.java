package io.bactrian.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.changelog.LogEntry;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.Item.Change;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.Row;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The rows of the tables of {@link PlacementContract} that sites have by what they were told, and
 * those that they should have. What they are told has to follow from what they have.
 */
final class SitesAsTold {
  private static final List<String> SITES = List.of("c1", "c2", "c3");

  private final Map<String, Map<String, String>> seen = new TreeMap<>();
  private long moved;

  SitesAsTold() {
    SITES.forEach(site -> seen.put(site, new TreeMap<>()));
  }

  Map<String, String> of(String site) {
    return seen.get(site);
  }

  /** How many rows followed others. */
  long moved() {
    return moved;
  }

  void tell(LogEntry entry) {
    moved += entry.number() == LogEntry.FOLLOWS ? 1 : 0;
    for (String site : SITES) {
      Item item = entry.viewFor(site);
      if (item instanceof Change change) {
        Map<String, String> rows = seen.get(site);
        String what = site + " is told " + change + " by " + entry;
        if (change.before() != null) {
          String before = rows.remove(id(change, true));
          assertThat(before).as(what).isEqualTo(change.before().text());
        }
        if (change.after() != null) {
          String there = rows.put(id(change, false), change.after().text());
          assertThat(there).as(what).isNull();
        }
      }
    }
  }

  private static String id(Change change, boolean before) {
    var row = before ? change.before() : change.after();
    return change.table() + " " + change.table().keyOf(row).text();
  }

  /** What each site should have, by the tables alone. */
  void requireInStep(Connection db, String when) throws SQLException {
    Map<String, String[]> customers = table(db, "customer");
    Map<String, String[]> orders = table(db, "orders");
    Map<String, String[]> lines = table(db, "line");
    Map<String, Map<String, String>> due = new TreeMap<>();
    for (String site : SITES) {
      Map<String, String> rows = new TreeMap<>();
      due.put(site, rows);
      customers.forEach((id, row) -> add(rows, "customer", row, ofCustomer(id, site)));
      for (Map.Entry<String, String[]> row : orders.entrySet()) {
        add(rows, "orders", row.getValue(), ofOrder(row.getKey(), site, orders));
      }
      for (Map.Entry<String, String[]> row : lines.entrySet()) {
        add(rows, "line", row.getValue(), ofLine(row.getKey(), site, lines, orders));
      }
      for (String[] gift : table(db, "gift").values()) {
        boolean own = site.equals(gift[1]);
        add(rows, "gift", gift, own || ofCustomer(gift[2], site) || ofOrder(gift[3], site, orders));
      }
      for (String[] remark : table(db, "remark").values()) {
        add(rows, "remark", remark, ofLine(remark[1], site, lines, orders));
      }
    }
    SITES.forEach(
        site -> assertThat(seen.get(site)).as("%s, %s", site, when).isEqualTo(due.get(site)));
  }

  private Map<String, String[]> customers;

  private Map<String, String[]> table(Connection db, String name) throws SQLException {
    Map<String, String[]> rows = new TreeMap<>();
    for (String row : TestDatabase.rows(db, "select * from \"" + name + "\"")) {
      String[] values = row.split("\\|");
      rows.put(values[0], values);
    }
    if (name.equals("customer")) {
      customers = rows;
    }
    return rows;
  }

  private boolean ofCustomer(String id, String site) {
    return customers.containsKey(id) && site.equals(customers.get(id)[1]);
  }

  private boolean ofOrder(String id, String site, Map<String, String[]> orders) {
    return orders.containsKey(id) && ofCustomer(orders.get(id)[1], site);
  }

  private boolean ofLine(
      String id, String site, Map<String, String[]> lines, Map<String, String[]> orders) {
    return lines.containsKey(id) && ofOrder(lines.get(id)[1], site, orders);
  }

  private static void add(Map<String, String> rows, String table, String[] row, boolean sees) {
    if (sees) {
      String[] values = row.clone();
      for (int i = 0; i < values.length; i++) {
        values[i] = values[i].equals("null") ? null : values[i];
      }
      String key = Key.of(values[0]).text();
      rows.put(table + " " + key, Row.of(values).text());
    }
  }
}
