package io.bactrian.convergence;

import io.bactrian.changeset.Column;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.LogicalType;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import io.bactrian.convergence.MemorySite.Edit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;

/** Users of all sites: transactions of one to three random writes on few rows with few values. */
class People {
  static final int KEYS = 3;

  final Random random;
  private final int spokes;

  /** Whether some values are long. */
  boolean large;

  private final Consumer<String> told;

  People(Random random, int spokes, Consumer<String> told) {
    this.random = random;
    this.spokes = spokes;
    this.told = told;
  }

  void write(MemorySite site, String when) {
    Map<RowId, Row> seen = new HashMap<>(site.rows);
    List<Edit> edits = new ArrayList<>();
    for (int n = random.nextInt(4) == 0 ? 2 + random.nextInt(2) : 1; n > 0; n--) {
      edit(site, seen, edits);
    }
    write(site, edits, when);
  }

  void write(MemorySite site, List<Edit> edits, String when) {
    if (site.user(edits)) {
      told.accept(site.id + " writes " + edits.stream().map(People::show).toList() + when);
    }
  }

  /** Writes a row that refers to another one, if there are such. */
  void refer(MemorySite site) {
    Table table = site.side.tables().get(site.side.tables().size() - 1);
    List<Edit> edits = new ArrayList<>();
    edit(site, table, Key.of(key(site)), new HashMap<>(site.rows), edits);
    write(site, edits, " across");
  }

  /** Gives the row to another site by which one is placed that the applier has locked, if any. */
  void moveParent(MemorySite site) {
    Table table = site.side.tables().get(0);
    Set<Row> above = new LinkedHashSet<>();
    List<RowId> up = new ArrayList<>(site.locked);
    for (int i = 0; i < up.size(); i++) {
      Row row = site.rows.get(up.get(i));
      if (row != null) {
        up.addAll(site.side.parents(up.get(i), row));
        above.addAll(up.get(i).table().equals(table.name()) ? List.of(row) : List.of());
      }
    }
    if (!above.isEmpty()) {
      Row row = List.copyOf(above).get(random.nextInt(above.size()));
      Row moved = row.with(table.position("owner"), owner(site));
      write(site, List.of(new Edit(table, table.keyOf(row), moved)), " under the applier's hands");
    }
  }

  /** Adds a write, or what belongs together, to a transaction. */
  void edit(MemorySite site, Map<RowId, Row> seen, List<Edit> edits) {
    Table table = site.side.tables().get(random.nextInt(site.side.tables().size()));
    edit(site, table, Key.of(key(site)), seen, edits);
  }

  void edit(MemorySite site, Table table, Key key, Map<RowId, Row> seen, List<Edit> edits) {
    Row now = seen.get(new RowId(table.name(), key));
    if (now == null) {
      add(fresh(site, table, key), seen, edits);
    } else if (site.side.movesKeys(table) && random.nextInt(4) == 0) {
      moveKey(site, table, key, seen, edits);
    } else if (random.nextInt(5) == 0) {
      if (random.nextInt(3) > 0) {
        deleteChildren(site, new RowId(table.name(), key), seen, edits);
      }
      add(new Edit(table, key, null), seen, edits);
    } else if (table.width() > 1) {
      int c = 1 + random.nextInt(table.width() - 1);
      add(new Edit(table, key, now.with(c, value(site, table.column(c)))), seen, edits);
    }
  }

  /** Only as a transaction of its own: what refers to the row follows by a cascade. */
  private void moveKey(
      MemorySite site, Table table, Key from, Map<RowId, Row> seen, List<Edit> edits) {
    Key to = Key.of(key(site));
    if (edits.isEmpty() && !seen.containsKey(new RowId(table.name(), to))) {
      Row after = seen.get(new RowId(table.name(), from)).with(0, to.get(0));
      edits.add(new Edit(table, to, after, from));
      seen.clear();
    }
  }

  static void deleteChildren(
      MemorySite site, RowId parent, Map<RowId, Row> seen, List<Edit> edits) {
    for (Map.Entry<RowId, Row> child : List.copyOf(seen.entrySet())) {
      if (site.side.parents(child.getKey(), child.getValue()).contains(parent)) {
        Table table = site.side.table(child.getKey().table());
        deleteChildren(site, child.getKey(), seen, edits);
        add(new Edit(table, child.getKey().key(), null), seen, edits);
      }
    }
  }

  static void add(Edit edit, Map<RowId, Row> seen, List<Edit> edits) {
    edits.add(edit);
    if (edit.after() == null) {
      seen.remove(edit.id());
    } else {
      seen.put(edit.id(), edit.after());
    }
  }

  private String key(MemorySite site) {
    return site.side.prefix() + random.nextInt(KEYS);
  }

  private String value(MemorySite site, Column column) {
    String name = column.name();
    if (name.startsWith("own")) {
      return owner(site);
    }
    if (name.equals("up")) {
      return key(site);
    }
    if (name.startsWith("may") && random.nextInt(3) == 0) {
      return null;
    }
    if (name.equals("X") || name.equals("EX")) {
      return "" + random.nextInt(site.side.count()) * site.side.step();
    }
    int number = random.nextInt(column.type() == LogicalType.INTEGER ? 3 : 4);
    // a number all the same, for application triggers that count
    return "0".repeat(large && number == 3 ? Scarcity.LONG - 1 : 0) + number;
  }

  private String owner(MemorySite site) {
    if (!site.id.equals("hq") && random.nextInt(10) < 7) {
      return site.id;
    }
    int n = random.nextInt(spokes + 1);
    return n == spokes ? "*" : "c" + n;
  }

  /** Inserts a row that is absent. */
  void insert(MemorySite site, RowId id) {
    Edit insert = fresh(site, site.side.table(id.table()), id.key());
    if (!site.rows.containsKey(id) && site.user(List.of(insert))) {
      told.accept(site.id + " writes " + show(insert) + " while its absence is told");
    }
  }

  /** Between check and insert of a row, someone inserts and deletes it. */
  void insertAndDelete(MemorySite site, RowId id) {
    Edit insert = fresh(site, site.side.table(id.table()), id.key());
    if (!site.rows.containsKey(id) && site.user(List.of(insert))) {
      told.accept(site.id + " inserts and deletes " + show(insert) + " meanwhile");
      site.user(List.of(new Edit(insert.table(), id.key(), null)));
    }
  }

  private Edit fresh(MemorySite site, Table table, Key key) {
    Row row = Row.owning(new String[table.width()]).with(0, key.get(0));
    for (int c = 1; c < table.width(); c++) {
      row = row.with(c, value(site, table.column(c)));
    }
    return new Edit(table, key, row);
  }

  private static String show(Edit edit) {
    return edit.table()
        + " "
        + (edit.from() == null ? "" : edit.from().get(0) + " becomes ")
        + edit.key().get(0)
        + " "
        + (edit.after() == null ? "absent" : edit.after().text());
  }
}
