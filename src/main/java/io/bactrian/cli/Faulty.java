package io.bactrian.cli;

import io.bactrian.config.ConfigurationException;
import io.bactrian.config.ManyFaultsException;
import io.bactrian.problem.ProblemException;
import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Tells what made a command fail: the message alone, unless someone looks for the cause. */
record Faulty(boolean debug) implements IExecutionExceptionHandler {

  @Override
  public int handleExecutionException(
      Exception fault, CommandLine commandLine, ParseResult parsed) {
    Screen err = new Screen(commandLine.getErr());
    if (fault instanceof ConfigurationException || fault instanceof ManyFaultsException) {
      err.prose(fault.getMessage());
    } else {
      err.say(message(fault));
    }
    if (debug) {
      err.prose(expanded(trace(fault)));
    } else if (!(fault instanceof ProblemException)) {
      err.say("This was not foreseen. BACTRIAN_DEBUG=1 shows where it comes from.");
    }
    err.flush();
    return ExitCode.of(fault).number();
  }

  private static String message(Exception fault) {
    return fault instanceof ProblemException known ? known.problem().text() : fault.toString();
  }

  private static String expanded(String trace) {
    return trace.replace("\t", "    ");
  }

  private static String trace(Exception fault) {
    StringWriter trace = new StringWriter();
    fault.printStackTrace(new PrintWriter(trace, true));
    return trace.toString();
  }
}
