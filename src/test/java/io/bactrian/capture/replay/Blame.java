package io.bactrian.capture.replay;

import org.postgresql.util.ServerErrorMessage;

/** Whose function an error comes from. */
final class Blame {
  private Blame() {}

  /** Whether it was raised in a function that we have installed. */
  static boolean ours(ServerErrorMessage error) {
    return innermost(error).contains("bactrian_");
  }

  /** Whether it was raised in a function of the application. */
  static boolean applications(ServerErrorMessage error) {
    return !innermost(error).isEmpty() && !ours(error);
  }

  private static String innermost(ServerErrorMessage error) {
    return error.getWhere() == null
        ? ""
        : error
            .getWhere()
            .lines()
            .filter(line -> line.startsWith("PL/pgSQL function "))
            .findFirst()
            .orElse("");
  }
}
