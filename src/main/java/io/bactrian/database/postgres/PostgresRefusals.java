package io.bactrian.database.postgres;

import io.bactrian.apply.Failure;
import io.bactrian.apply.Write;
import io.bactrian.changeset.Operation;
import io.bactrian.database.dialect.Consequence;
import io.bactrian.database.dialect.Refusals;
import java.sql.SQLException;
import java.util.Map;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * Classifies PostgreSQL's errors. It has one SQLSTATE for both sides of a foreign key, and names
 * the referring table.
 */
final class PostgresRefusals implements Refusals {
  /** A key too long for its index, or a row too long for its page or as text. */
  private static final String TOO_LARGE = "54000";

  /** A BEFORE trigger of the application has changed the row that is being written. */
  private static final String CHANGED_BY_TRIGGER = "27000";

  /** An exclusion constraint, which is a kind of unique key. */
  private static final String EXCLUDED = "23P01";

  /** Where PL/pgSQL raises what an application asks it to. */
  private static final String RAISE = "exec_stmt_raise";

  @Override
  public Map<String, Consequence> consequences() {
    return PostgresConsequences.TABLE;
  }

  @Override
  public boolean isRaised(SQLException failure) {
    ServerErrorMessage server = server(failure);
    if (server == null || failure.getSQLState() == null) {
      return false;
    }
    String known = failure.getSQLState().substring(0, 2);
    return RAISE.equals(server.getRoutine()) || !consequences().containsKey(known);
  }

  @Override
  public String said(SQLException cause) {
    return isRaised(cause) ? server(cause).getMessage() : null;
  }

  @Override
  public Failure.Kind kind(String state, SQLException cause, Write write) {
    return switch (state) {
      case "23503" -> foreignKey(cause, write);
      case TOO_LARGE, CHANGED_BY_TRIGGER -> Failure.Kind.DATA;
      default -> Refusals.super.kind(state, cause, write);
    };
  }

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

  @Override
  public boolean mayBeTakenLater(Failure.Kind kind, String state) {
    return Refusals.super.mayBeTakenLater(kind, state) || state.equals(EXCLUDED);
  }

  @Override
  public String words(Failure.Kind kind, String state) {
    return switch (state) {
      case TOO_LARGE -> "too large for the database or an index";
      case CHANGED_BY_TRIGGER -> "changed by a BEFORE trigger while it was written";
      default -> Refusals.super.words(kind, state);
    };
  }

  @Override
  public String place(SQLException cause) {
    ServerErrorMessage server = server(cause);
    if (server == null) {
      return "";
    }
    String name = server.getConstraint() != null ? server.getConstraint() : server.getColumn();
    return name == null ? "" : name;
  }

  private static ServerErrorMessage server(SQLException cause) {
    return cause instanceof PSQLException postgres ? postgres.getServerErrorMessage() : null;
  }
}
