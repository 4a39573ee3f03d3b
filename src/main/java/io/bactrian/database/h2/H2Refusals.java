package io.bactrian.database.h2;

import io.bactrian.apply.Failure;
import io.bactrian.apply.Write;
import io.bactrian.database.dialect.Consequence;
import io.bactrian.database.dialect.Refusals;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.h2.jdbc.JdbcException;

/** Classifies H2's errors. H2 has a separate SQLSTATE for each side of a foreign key. */
final class H2Refusals implements Refusals {
  /** Finds the constraint, which is first in a message, before tables and values. */
  private static final Pattern CONSTRAINT = Pattern.compile(": \"([A-Za-z0-9_$.]+)[ :\"]");

  /** A trigger threw something other than an SQLException. */
  private static final int ERROR_IN_TRIGGER = 90044;

  private static final Map<String, Consequence> TABLE = table();

  private static Map<String, Consequence> table() {
    Map<String, Consequence> table = new TreeMap<>();
    List.of("21", "22", "23", "44").forEach(state -> table.put(state, Consequence.PARKS));
    table.put("90044", Consequence.PARKS_IF_RAISED);
    List.of(
            "00", "01", "02", "07", "08", "0A", "28", "40", "42", "50", "54", "57", "90", "HY",
            "HZ")
        .forEach(state -> table.put(state, Consequence.RETRIES));
    return Collections.unmodifiableMap(table);
  }

  @Override
  public Map<String, Consequence> consequences() {
    return TABLE;
  }

  /** H2 marks its own errors; a state that an application chose has no number of H2's. */
  @Override
  public boolean isRaised(SQLException failure) {
    if (failure.getErrorCode() == ERROR_IN_TRIGGER) {
      return failure.getCause() != null && !passedOurs(failure.getCause());
    }
    return !(failure instanceof JdbcException) || failure.getErrorCode() == 0;
  }

  /** Whether it was thrown in a trigger of ours. */
  private static boolean passedOurs(Throwable thrown) {
    return Arrays.stream(thrown.getStackTrace())
        .anyMatch(call -> call.getClassName().equals(H2ChangeTrigger.class.getName()));
  }

  @Override
  public String said(SQLException cause) {
    Throwable thrown = cause.getErrorCode() == ERROR_IN_TRIGGER ? cause.getCause() : cause;
    return isRaised(cause) && thrown != null ? thrown.getMessage() : null;
  }

  @Override
  public Failure.Kind kind(String state, SQLException cause, Write write) {
    return switch (state) {
      case "23503" -> Failure.Kind.STILL_REFERENCED;
      case "23506" -> Failure.Kind.PARENT_MISSING;
      default -> Refusals.super.kind(state, cause, write);
    };
  }

  @Override
  public String place(SQLException cause) {
    boolean integrity = cause.getSQLState() != null && cause.getSQLState().startsWith("23");
    Matcher name = CONSTRAINT.matcher(String.valueOf(cause.getMessage()));
    if (!integrity || !name.find()) {
      return "";
    }
    return name.group(1).equals("PRIMARY") ? "primary key" : name.group(1);
  }
}
