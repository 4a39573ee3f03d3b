package io.bactrian.cli;

import io.bactrian.config.ConfigurationException;
import io.bactrian.database.CatalogException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Tells what made a command fail: the message alone, unless someone looks for the cause. */
record Faulty(boolean debug) implements IExecutionExceptionHandler {

  @Override
  public int handleExecutionException(
      Exception fault, CommandLine commandLine, ParseResult parsed) {
    PrintWriter err = commandLine.getErr();
    err.println(message(fault));
    if (debug) {
      err.print(trace(fault));
    } else if (!expected(fault)) {
      err.println("This was not foreseen. BACTRIAN_DEBUG=1 shows where it comes from.");
    }
    err.flush();
    return ExitCode.FAULT.number();
  }

  /** What our own code throws with a message for people. */
  private static boolean expected(Exception fault) {
    return fault instanceof ConfigurationException
        || fault instanceof CatalogException
        || fault instanceof IllegalStateException
        || fault instanceof UncheckedIOException && !("" + fault.getCause()).equals(fault.getMessage());
  }

  private static String message(Exception fault) {
    return expected(fault) && fault.getMessage() != null ? fault.getMessage() : fault.toString();
  }

  private static String trace(Exception fault) {
    StringWriter trace = new StringWriter();
    fault.printStackTrace(new PrintWriter(trace, true));
    return trace.toString();
  }
}
