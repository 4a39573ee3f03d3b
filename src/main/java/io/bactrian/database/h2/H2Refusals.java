package io.bactrian.database.h2;

import io.bactrian.apply.Failure;
import io.bactrian.apply.Write;
import io.bactrian.database.dialect.Refusals;
import java.sql.SQLException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Classifies H2's errors. H2 has a separate SQLSTATE for each side of a foreign key. */
final class H2Refusals implements Refusals {
  /** Finds the constraint, which is first in a message, before tables and values. */
  private static final Pattern CONSTRAINT = Pattern.compile(": \"([A-Za-z0-9_$.]+)[ :\"]");

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
