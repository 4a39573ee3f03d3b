package io.bactrian.database.dialect;

import io.bactrian.apply.Write;
import java.sql.SQLException;
import java.util.Map;

/**
 * Finds writes that the database would refuse, for a whole batch by a few queries: a refusal that
 * is found by trying costs a savepoint, and an error in the server's log with the row's values. For
 * one thread.
 */
public interface Foresight {
  /** Finds none; every refusal is found by trying. */
  Foresight NONE = batch -> Map.of();

  /**
   * A refusal that is certain as the tables are now.
   *
   * @param deferrable whether the database can check the constraint later
   */
  record Foreseen(Refusal refusal, boolean deferrable) {}

  /** Whether there is anything to look for in the batch; the answer costs nothing when repeated. */
  default boolean looks(WriteBatch batch) throws SQLException {
    return true;
  }

  /**
   * The writes of the batch that lack a parent, or whose unique value another row has, that is also
   * one before it in the batch, or that delete a row to which another table's row refers. Those not
   * returned may be refused all the same.
   *
   * @return by identity of the write
   * @throws SQLException also when a value is invalid for its column, which is a refusal
   */
  Map<Write, Foreseen> refused(WriteBatch batch) throws SQLException;
}
