package io.bactrian.apply;

import io.bactrian.changeset.Key;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.RowText;
import io.bactrian.changeset.Table;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The spoke's rows that were decided in one transaction. Keeps the rows of an ordinary changeset in
 * memory; when there are more, moves them to a file, and gives them by parts in the end, so that
 * memory does not grow with a changeset. For one thread.
 */
final class JudgedRows {
  /** Rows in memory; each takes about 1 KB. */
  static final int MOST = 10_000;

  /** Most calls of {@link #each}'s argument. */
  static final int PARTS = 64;

  private final Path folder;
  private final int most;
  private final Map<RowId, Verdicts.Judged> rows = new LinkedHashMap<>();
  private final RowHashes moved = new RowHashes();
  private final List<Table> tables = new ArrayList<>();
  private final Map<Table, Integer> places = new HashMap<>();
  private SpilledText spilled;

  /**
   * @param folder for the file; null to keep all in memory
   */
  JudgedRows(Path folder) {
    this(folder, MOST);
  }

  JudgedRows(Path folder, int most) {
    this.folder = folder;
    this.most = most;
  }

  void add(RowId row, Verdicts.Judged now) {
    rows.merge(row, now, Verdicts.Judged::then);
    if (folder != null && rows.size() >= most) {
      move();
    }
  }

  /** Whether it was decided. */
  boolean contains(RowId row) {
    return rows.containsKey(row) || moved.contains(row);
  }

  private void move() {
    spilled = spilled == null ? new SpilledText(folder, PARTS) : spilled;
    rows.forEach(
        (row, judged) -> {
          moved.add(row);
          spilled.add(Math.floorMod(row.hashCode(), PARTS), print(row, judged));
        });
    rows.clear();
  }

  /**
   * Gives all rows, each once: in the order in which they were decided, or by parts of the file and
   * so within each. The map is this object's, and valid during the call.
   */
  void each(Consumer<Map<RowId, Verdicts.Judged>> some) {
    if (spilled == null) {
      some.accept(rows);
      return;
    }
    move();
    Map<RowId, Verdicts.Judged> parts = new LinkedHashMap<>();
    for (int i = 0; i < PARTS; i++) {
      spilled.each(i, line -> parse(line, parts));
      if (parts.size() >= BatchLimit.ROWS || i == PARTS - 1) { // each call costs statements
        some.accept(parts);
        parts.clear();
      }
    }
  }

  /** Removes the file; until then it stays, as rows may be decided again. */
  void close() {
    if (spilled != null) {
      spilled.close();
    }
  }

  private String print(RowId row, Verdicts.Judged judged) {
    List<String> parts = new ArrayList<>();
    parts.add(row.table());
    parts.add(row.key().text());
    parts.add(place(judged.table()));
    parts.add(judged.after() == null ? null : judged.after().text());
    judged
        .rows()
        .forEach(
            (ours, table) -> {
              parts.add(place(table));
              parts.add(ours.key().text());
            });
    return RowText.print(parts.toArray(new String[0]));
  }

  private String place(Table table) {
    Integer place = places.get(table);
    if (place == null) {
      place = tables.size();
      places.put(table, place);
      tables.add(table);
    }
    return place.toString();
  }

  private void parse(String line, Map<RowId, Verdicts.Judged> into) {
    String[] parts = RowText.parse(line);
    Map<RowId, Table> ours = new LinkedHashMap<>();
    for (int i = 4; i < parts.length; i += 2) {
      Table table = table(parts[i]);
      ours.put(new RowId(table.name(), Key.parse(parts[i + 1])), table);
    }
    SentRow after = parts[3] == null ? null : SentRow.parse(parts[3]);
    into.merge(
        new RowId(parts[0], Key.parse(parts[1])),
        new Verdicts.Judged(table(parts[2]), after, ours),
        Verdicts.Judged::then);
  }

  private Table table(String place) {
    return tables.get(Integer.parseInt(place));
  }
}
