package io.bactrian.apply;

import io.bactrian.changeset.Operation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * Orders deletes that follow one another: children before their parents. A partner records a parent
 * before the children that its database deleted with it. In that order our database would delete
 * the children too, as a change of our own, before the partner's own delete of them. Pure.
 */
public final class DeleteRuns {
  private DeleteRuns() {}

  /**
   * @param depth of a table, larger than that of the tables that it refers to
   * @return the same writes; other than deletes stay where they are
   */
  public static List<Write> order(List<Write> writes, ToIntFunction<String> depth) {
    Comparator<Write> childrenFirst =
        Comparator.comparingInt(write -> -depth.applyAsInt(write.table().name()));
    List<Write> ordered = new ArrayList<>(writes);
    int from = 0;
    for (int i = 0; i <= ordered.size(); i++) {
      if (i == ordered.size() || ordered.get(i).operation() != Operation.DELETE) {
        ordered.subList(from, i).sort(childrenFirst);
        from = i + 1;
      }
    }
    return ordered;
  }
}
