package io.bactrian.database;

import io.bactrian.apply.Failure;
import io.bactrian.apply.Write;
import io.bactrian.changeset.Operation;
import java.sql.SQLException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * Why the database would not take a write, without the row's values.
 *
 * @param retry whether other writes of the same transaction may make it possible
 */
record Refusal(Failure.Kind kind, String reason, boolean retry) {
  /** H2 names the constraint first, then tables and values. */
  private static final Pattern H2_CONSTRAINT = Pattern.compile(": \"([A-Za-z0-9_$.]+)[ :\"]");

  static final Refusal FOLLOWS =
      new Refusal(Failure.Kind.OTHER_INTEGRITY, "follows a refused write of the same row", true);

  /** PostgreSQL: a key too long for its index, a row too long for its page or its text. */
  private static final String TOO_LARGE = "54000";

  /** Whether the data are at fault. */
  static boolean isOne(SQLException failure) {
    for (SQLException e = failure; e != null; e = e.getNextException()) {
      String state = e.getSQLState();
      if (state == null
          || !(state.startsWith("22") || state.startsWith("23") || state.equals(TOO_LARGE))) {
        return false;
      }
    }
    return true;
  }

  static Refusal of(SQLException failure, Write write) {
    String state = failure.getSQLState();
    SQLException cause = failure.getNextException() == null ? failure : failure.getNextException();
    Failure.Kind kind = kind(state, cause, write);
    boolean retry =
        switch (kind) {
          case UNIQUE_KEY_TAKEN, PARENT_MISSING, STILL_REFERENCED -> true;
          case OTHER_INTEGRITY -> state.equals("23P01");
          case DATA -> false;
        };
    String where = place(cause);
    String reason =
        "%s%s in table %s (SQLSTATE %s)"
            .formatted(
                words(kind, state), where.isEmpty() ? "" : ": " + where, write.table(), state);
    return new Refusal(kind, reason, retry);
  }

  private static Failure.Kind kind(String state, SQLException cause, Write write) {
    return switch (state) {
      case "23505" -> Failure.Kind.UNIQUE_KEY_TAKEN;
      case "23503" -> foreignKey(cause, write);
      case "23506" -> Failure.Kind.PARENT_MISSING;
      case "23001" -> Failure.Kind.STILL_REFERENCED;
      case TOO_LARGE -> Failure.Kind.DATA;
      default -> state.startsWith("22") ? Failure.Kind.DATA : Failure.Kind.OTHER_INTEGRITY;
    };
  }

  /** PostgreSQL has one state for both sides and names the referring table; H2 only this side. */
  private static Failure.Kind foreignKey(SQLException cause, Write write) {
    ServerErrorMessage server = server(cause);
    if (write.operation() == Operation.DELETE || server == null) {
      return Failure.Kind.STILL_REFERENCED;
    }
    String name = write.table().name();
    boolean own = name.substring(name.lastIndexOf('.') + 1).equals(server.getTable());
    return own || write.operation() == Operation.INSERT
        ? Failure.Kind.PARENT_MISSING
        : Failure.Kind.STILL_REFERENCED;
  }

  private static String words(Failure.Kind kind, String state) {
    return switch (kind) {
      case UNIQUE_KEY_TAKEN -> "unique key taken";
      case PARENT_MISSING -> "parent missing";
      case STILL_REFERENCED -> "still referenced";
      case OTHER_INTEGRITY -> state.equals("23502") ? "value missing" : "constraint violated";
      case DATA ->
          switch (state) {
            case "22001" -> "text too long";
            case TOO_LARGE -> "too large for the database or an index";
            default -> "value not allowed";
          };
    };
  }

  /** Constraint or column; never the detail, which shows values. */
  private static String place(SQLException cause) {
    ServerErrorMessage server = server(cause);
    if (server != null) {
      String name = server.getConstraint() != null ? server.getConstraint() : server.getColumn();
      return name == null ? "" : name;
    }
    boolean integrity = cause.getSQLState() != null && cause.getSQLState().startsWith("23");
    Matcher name = H2_CONSTRAINT.matcher(String.valueOf(cause.getMessage()));
    if (!integrity || !name.find()) {
      return "";
    }
    return name.group(1).equals("PRIMARY") ? "primary key" : name.group(1);
  }

  private static ServerErrorMessage server(SQLException cause) {
    return cause instanceof PSQLException postgres ? postgres.getServerErrorMessage() : null;
  }
}
