package io.bactrian.database.dialect;

import io.bactrian.apply.Failure;
import io.bactrian.apply.Write;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;

/**
 * Classifies errors of writes by SQLSTATE. What the application's own code raises is about the row
 * that is written, whatever SQLSTATE it chose. Stateless and thread-safe.
 */
public interface Refusals {

  /**
   * What follows from each error that the database itself knows, by SQLSTATE or by its class, which
   * is its first two characters; a SQLSTATE goes before its class. Any other can only be raised by
   * the application, and parks.
   */
  Map<String, Consequence> consequences();

  /**
   * Whether code of the application raised this error, such as a trigger.
   *
   * @param failure one error, without the batch around it
   */
  boolean isRaised(SQLException failure);

  /** Whether the data caused the error, so that the transaction can continue without the write. */
  default boolean isRefusal(SQLException failure) {
    boolean batch = failure instanceof BatchUpdateException && failure.getNextException() != null;
    for (SQLException e = batch ? failure.getNextException() : failure;
        e != null;
        e = e.getNextException()) {
      if (!isRefusalItself(e)) {
        return false;
      }
    }
    return true;
  }

  private boolean isRefusalItself(SQLException failure) {
    return switch (consequence(failure.getSQLState())) {
      case PARKS -> true;
      case PARKS_IF_RAISED -> isRaised(failure);
      case RETRIES -> false;
    };
  }

  /**
   * What follows from an error.
   *
   * @param state null when the error has none
   */
  default Consequence consequence(String state) {
    if (state == null || state.length() < 2) {
      return Consequence.PARKS_IF_RAISED;
    }
    Consequence exact = consequences().get(state);
    Consequence ofClass = consequences().get(state.substring(0, 2));
    return Objects.requireNonNullElse(exact != null ? exact : ofClass, Consequence.PARKS_IF_RAISED);
  }

  /** Whether an insert was refused because another row has its key. */
  default boolean isUniqueKeyTaken(SQLException failure) {
    return "23505".equals(failure.getSQLState());
  }

  /**
   * The kind of failure.
   *
   * @param state the SQLSTATE of a refusal, "none" when it has none
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
      case OTHER_INTEGRITY ->
          switch (state.substring(0, 2)) {
            case "23" -> state.equals("23502") ? "value missing" : "constraint violated";
            default -> "refused by a trigger or a rule of the application";
          };
      case DATA -> state.equals("22001") ? "text too long" : "value not allowed";
    };
  }

  /**
   * The constraint or column concerned, empty when unknown. Never the error's detail, which
   * contains values.
   */
  String place(SQLException cause);

  /**
   * What the application's own code says about an error that it raised; null for other errors. It
   * may contain values, so it is only for where the row itself is kept.
   */
  default String said(SQLException cause) {
    return isRaised(cause) ? cause.getMessage() : null;
  }
}
