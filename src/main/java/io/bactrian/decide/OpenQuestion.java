package io.bactrian.decide;

import io.bactrian.apply.HubRow;
import io.bactrian.changelog.Act;
import io.bactrian.changelog.Note;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import io.bactrian.conflict.Decision;
import io.bactrian.conflict.Kind;
import java.util.Arrays;
import java.util.List;

/**
 * A line of the list with the rows in it, as they are at this moment.
 *
 * @param table conflict: the hub's table; parked: the spoke's; null for a held row, of which the
 *     hub knows only the key
 * @param columns positions in question; of a parked change all
 * @param base the row as both sides last had it, null when absent
 * @param ours the hub's row when it was judged, null when absent or, for a parked change, not
 *     comparable
 * @param theirs the spoke's row, null when absent
 * @param present the hub's rows in question now: one of a conflict, any number of a parked change;
 *     none where the table is tracked no longer or no side has the row
 * @param version names all of this: to be given back with a decision, which is refused when it is
 *     another by then
 * @param history what was decided and noted
 */
public record OpenQuestion(
    ListedQuestion listed,
    Table table,
    List<Integer> columns,
    Row base,
    Row ours,
    Row theirs,
    List<HubRow> present,
    String version,
    History history) {
  /**
   * Whether our row stands though the hub had none: the rule let the spoke's row in with other
   * values, which are in its decision.
   */
  public boolean letIn() {
    return ours == null
        && table != null
        && settledBy() == null
        && history.decision() != null
        && history.decision().row() != null
        && listed.reason().startsWith(Kind.UNIQUE_KEY_TAKEN.word());
  }

  /** As {@link Decision#settledBy}; null of a question that no rule was asked, either. */
  public String settledBy() {
    Decision decision = history.decision();
    return decision == null
        ? null
        : Arrays.stream(Kind.values())
            .filter(kind -> listed.reason().startsWith(kind.word()))
            .findFirst()
            .map(decision::settledBy)
            .orElse(null);
  }

  /**
   * What was decided and noted about a question.
   *
   * @param decision of the rule: its name and version and what it left, in a row of the question's
   *     table; null where no rule was asked
   * @param acts what people did, in order
   * @param notes what people wrote, the oldest first
   */
  public record History(Decision decision, List<Act> acts, List<Note> notes) {
    public History {
      acts = List.copyOf(acts);
      notes = List.copyOf(notes);
    }
  }
}
