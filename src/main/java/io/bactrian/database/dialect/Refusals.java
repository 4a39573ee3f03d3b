package io.bactrian.database.dialect;

import io.bactrian.apply.Failure;
import io.bactrian.apply.Write;
import java.sql.SQLException;

/**
 * Classifies errors of writes by SQLSTATE. The defaults follow the SQL standard. Stateless and
 * thread-safe.
 */
public interface Refusals {

  /** Whether the data caused the error, so that the transaction can continue without the write. */
  default boolean isRefusal(SQLException failure) {
    for (SQLException e = failure; e != null; e = e.getNextException()) {
      if (e.getSQLState() == null || !isRefusal(e.getSQLState())) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether the SQLSTATE means that the data caused the error.
   *
   * @param state never null
   */
  default boolean isRefusal(String state) {
    return state.startsWith("22") || state.startsWith("23");
  }

  /** Whether an insert was refused because another row has its key. */
  default boolean isUniqueKeyTaken(SQLException failure) {
    return "23505".equals(failure.getSQLState());
  }

  /**
   * The kind of failure.
   *
   * @param state the SQLSTATE of a refusal
   * @param cause the write's own failure, without the batch around it
   */
  default Failure.Kind kind(String state, SQLException cause, Write write) {
    return switch (state) {
      case "23505" -> Failure.Kind.UNIQUE_KEY_TAKEN;
      case "23001" -> Failure.Kind.STILL_REFERENCED;
      default -> state.startsWith("22") ? Failure.Kind.DATA : Failure.Kind.OTHER_INTEGRITY;
    };
  }

  /** Whether the write may succeed after other writes of the same transaction. */
  default boolean mayBeTakenLater(Failure.Kind kind, String state) {
    return switch (kind) {
      case UNIQUE_KEY_TAKEN, PARENT_MISSING, STILL_REFERENCED -> true;
      case OTHER_INTEGRITY, DATA -> false;
    };
  }

  /** The failure in words, for people. */
  default String words(Failure.Kind kind, String state) {
    return switch (kind) {
      case UNIQUE_KEY_TAKEN -> "unique key taken";
      case PARENT_MISSING -> "parent missing";
      case STILL_REFERENCED -> "still referenced";
      case OTHER_INTEGRITY -> state.equals("23502") ? "value missing" : "constraint violated";
      case DATA -> state.equals("22001") ? "text too long" : "value not allowed";
    };
  }

  /**
   * The constraint or column concerned, empty when unknown. Never the error's detail, which
   * contains values.
   */
  String place(SQLException cause);
}
