package io.bactrian.conflict;

import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import io.bactrian.transform.Expressions;
import java.util.BitSet;
import java.util.List;

/**
 * What a rules file demands of a row of the hub that a spoke changes ({@code must}). A change that
 * would break it is parked, as one that the database refuses. Rows that the hub's own users write
 * are not judged. Pure and thread-safe.
 *
 * @param holds reads columns of the row that would stand
 * @param message what is told when it does not hold; written for people, and shows no row
 * @param version version of the rules file
 */
public record BusinessRule(Expressions.Compiled<Boolean> holds, String message, int version) {

  /** Positions of the columns that it reads. */
  public BitSet reads(Table table) {
    BitSet columns = new BitSet();
    holds.columns().stream().mapToInt(table::position).filter(c -> c >= 0).forEach(columns::set);
    return columns;
  }

  /** Whether the row is as demanded; it is not when the expression has no answer for it. */
  public boolean isMetBy(Table table, Row row) {
    List<String> columns = holds.columns();
    String[] values = new String[columns.size()];
    for (int i = 0; i < values.length; i++) {
      int position = table.position(columns.get(i));
      values[i] = position < 0 ? null : row.get(position);
    }
    try {
      return holds.of(values);
    } catch (IllegalArgumentException noAnswer) {
      return false;
    }
  }
}
