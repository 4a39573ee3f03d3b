package io.bactrian.apply;

import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A spoke's rows that a load compares with ours. For one transaction.
 *
 * @param marked number of our last changeset that the spoke had applied when it read the rows, as
 *     it says
 */
record ComparedRows(SpokeView view, ApplyTransaction tx, long marked) {
  /**
   * Of the compared rows that the spoke does not see here, returns those of which it has yet to
   * learn, ours and its own. Reads the outbox first, as capture moves its rows to the log.
   *
   * @param judged whether a row of the spoke was decided in this transaction
   */
  Set<RowId> underWay(List<MappedChange> portion, CurrentRows current, Predicate<RowId> judged) {
    Set<RowId> hidden = new HashSet<>();
    Map<RowId, Set<RowId>> above = new HashMap<>();
    Set<RowId> theirs = new HashSet<>();
    for (MappedChange parts : portion) {
      if (parts.checked()) {
        parts
            .rows()
            .forEach(
                (id, pair) -> {
                  if (!view.visible(pair.any().target(), current.get(id))) {
                    hidden.add(id);
                    above.put(id, ancestors(pair, current.get(id)));
                    theirs.add(parts.row());
                  }
                });
      }
    }
    if (hidden.isEmpty()) {
      return Set.of();
    }
    Set<RowId> asked = new HashSet<>(hidden);
    above.values().forEach(asked::addAll);
    Set<RowId> found = new HashSet<>(tx.changedInOutbox(view.spoke(), asked));
    above.forEach(
        (id, parents) -> {
          if (!Collections.disjoint(parents, found)) {
            found.add(id); // it follows the parent, which may have moved
          }
        });
    Set<RowId> either = new HashSet<>(hidden);
    either.addAll(theirs);
    found.addAll(view.sent().after(marked, either));
    theirs.removeIf(judged.negate());
    found.addAll(theirs);
    return found;
  }

  private Set<RowId> ancestors(MappedChange.Pair pair, Row ours) {
    Table table = pair.any().target();
    Set<RowId> all = new HashSet<>(view.sight().ancestors(table, pair.any().row()));
    if (ours != null) {
      all.addAll(view.sight().ancestors(table, ours));
    }
    return all;
  }
}
