package io.bactrian.exchange;

import io.bactrian.changeset.RowId;
import io.bactrian.changeset.RowLimits;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * An entry of our log that was not sent to a partner, because its row is larger than the partner
 * takes. The log keeps the entry. Immutable.
 *
 * @param position of the entry in our log
 * @param row which row
 * @param needed what the partner would have to take to get the row as it is after this entry
 * @param released position through which the changeset covers our log that has the row, in this or
 *     a later state, or says that it is gone; 0 while it is set aside
 */
public record SetAside(String partner, long position, RowId row, RowLimits needed, long released) {

  /** The same, sent with the changeset that covers our log through this position. */
  SetAside released(long through) {
    return new SetAside(partner, position, row, needed, through);
  }

  /**
   * Positions of our log at which the partner knows of a row, for rows that are or were set aside:
   * none that it has reached while they are.
   */
  public static Map<RowId, Long> positions(List<SetAside> all) {
    Map<RowId, Long> positions = new HashMap<>();
    for (SetAside one : all) {
      long known = one.released == 0 ? Long.MAX_VALUE : one.released;
      positions.merge(one.row, known, Math::max);
    }
    return positions;
  }
}
