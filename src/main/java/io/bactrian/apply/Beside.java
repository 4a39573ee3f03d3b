package io.bactrian.apply;

import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import io.bactrian.conflict.Versions;
import io.bactrian.transform.RowPart;
import java.util.BitSet;

/** Judges a row that a spoke inserted under the key of another row of ours. Pure. */
final class Beside {
  private Beside() {}

  /**
   * The row under another key, if a rule keeps both. A row of a load is none that the spoke
   * inserted, and one that maps to several of ours can't be kept apart.
   *
   * @return null when no rule says so, or both are the same row
   */
  static Outcome outcome(
      SpokeView view, SpokeRights rights, MappedChange parts, MappedChange.Pair pair, Row ours) {
    RowPart part = pair.after();
    if (ours == null
        || parts.loaded()
        || parts.rows().size() > 1
        || pair.before() != null
        || !part.owner()) {
      return null;
    }
    Table table = part.target();
    BitSet given = KeyColumns.without(table, part.columns());
    if (rights.sees(table, ours) && view.merge().same(table, given, ours, part.row())) {
      return null;
    }
    Versions both = new Versions(table, part.columns(), null, ours, part.row(), view.spoke());
    return view.merge()
        .keepBoth(both)
        .map(judged -> Outcome.apart(rights, part, judged))
        .orElse(null);
  }
}
