package io.bactrian.apply;

import io.bactrian.changeset.Key;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.RowText;
import io.bactrian.changeset.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A row of a spoke that is kept here under another key than the spoke gave it. Immutable.
 *
 * @param id our row that has the key that the spoke gave
 * @param kept the spoke's row here
 * @param values of the columns that differ, and of the key, by name: what the spoke sent, and what
 *     they are here
 */
record KeptRow(RowId id, RowId kept, Map<String, Values> values) {

  record Values(String sent, String here) {}

  static KeptRow of(Table table, Row sent, Row kept) {
    Map<String, Values> values = new LinkedHashMap<>();
    for (int c = 0; c < table.width(); c++) {
      if (table.column(c).key() || !Objects.equals(sent.get(c), kept.get(c))) {
        values.put(table.column(c).name(), new Values(sent.get(c), kept.get(c)));
      }
    }
    return new KeptRow(
        new RowId(table.name(), table.keyOf(sent)),
        new RowId(table.name(), table.keyOf(kept)),
        values);
  }

  /**
   * @param number number of the spoke's changeset with the row
   */
  Wait wait(String spoke, long number) {
    List<String> names = new ArrayList<>(values.keySet());
    String payload =
        RowText.print(
            text(kept.key()),
            RowText.print(names.toArray(String[]::new)),
            RowText.print(names.stream().map(n -> values.get(n).sent()).toArray(String[]::new)),
            RowText.print(names.stream().map(n -> values.get(n).here()).toArray(String[]::new)));
    return new Wait(
        spoke,
        Wait.Kind.KEPT_APART,
        id.table(),
        id.key(),
        0,
        number,
        "kept under another key",
        payload);
  }

  private static String text(Key key) {
    String[] parts = new String[key.width()];
    Arrays.setAll(parts, key::get);
    return RowText.print(parts);
  }

  /** Reads what {@link #wait} wrote. */
  static KeptRow of(Wait wait) {
    String[] parts = RowText.parse(wait.payload());
    String[] names = RowText.parse(parts[1]);
    String[] sent = RowText.parse(parts[2]);
    String[] here = RowText.parse(parts[3]);
    Map<String, Values> values = new LinkedHashMap<>();
    for (int i = 0; i < names.length; i++) {
      values.put(names[i], new Values(sent[i], here[i]));
    }
    return new KeptRow(
        wait.row(), new RowId(wait.table(), Key.of(RowText.parse(parts[0]))), values);
  }
}
