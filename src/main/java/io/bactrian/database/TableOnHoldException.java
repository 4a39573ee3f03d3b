package io.bactrian.database;

import io.bactrian.problem.Problem;
import io.bactrian.problem.ProblemException;

/** Thrown when the changes of a table can't be captured; all other tables go on without it. */
final class TableOnHoldException extends ProblemException {
  private static final long serialVersionUID = 1;

  private final String table;

  /** Why the changes can't be captured. */
  enum Why {
    /** The changes of a row in one transaction do not follow from each other. */
    BROKEN,
    /** The table is not tracked, or the shape of its rows is not known. */
    UNKNOWN
  }

  TableOnHoldException(String table, String transaction, Why why) {
    super(problem(table, transaction, why));
    this.table = table;
  }

  String table() {
    return table;
  }

  private static Problem problem(String table, String transaction, Why why) {
    Problem problem =
        switch (why) {
          case BROKEN ->
              Problem.of(
                      "Table `%s` is on hold: in transaction %s the changes of one of its rows do"
                          + " not follow from each other, as some were not recorded.",
                      table, transaction)
                  .toDo(
                      "Run `bactrian check`: a trigger was missing or disabled for a while. When"
                          + " that is corrected, `bactrian load PARTNER --table %s --mirror` at the"
                          + " hub sends its rows, as they are now, to all partners.",
                      table);
          case UNKNOWN ->
              Problem.of(
                      "Table `%s` is on hold: it has changes in the outbox (transaction %s), but"
                          + " tables.yaml does not name it, or the columns that it had then are not"
                          + " known.",
                      table, transaction)
                  .toDo(
                      "Put it into tables.yaml and run `bactrian install`: then its changes are"
                          + " captured. Or run `bactrian load PARTNER --table %s --mirror` at the"
                          + " hub, which sends its rows to all partners.",
                      table);
        };
    return problem.follows(
        "Its changes wait in `bactrian_change`, and nothing is lost; all other tables go on.");
  }
}
