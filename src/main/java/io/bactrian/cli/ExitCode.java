package io.bactrian.cli;

import io.bactrian.problem.ProblemException;
import io.bactrian.site.SiteLock;
import java.util.LinkedHashMap;
import java.util.Map;

/** Exit codes of commands. Never renumbered. */
enum ExitCode {
  OK(0, "Done, or in step."),
  FAULT(1, "A fault; the message says which, and what to do."),
  USAGE(2, "The command line is not understood."),
  FINDINGS(3, "Not in step yet, or the check found faults."),
  LOCKED(4, "Another process works on the site."),
  TRY_AGAIN(5, "A fault that may pass by itself; the same command may do later."),

  /** By the launcher, for what Java itself ends with. */
  FULL_MEMORY(70, "`run`: Java's memory was full; started again, it goes on.");

  private final int number;
  private final String meaning;

  ExitCode(int number, String meaning) {
    this.number = number;
    this.meaning = meaning;
  }

  int number() {
    return number;
  }

  /** Exit code for an error. */
  static ExitCode of(Exception fault) {
    if (fault instanceof SiteLock.LockedException) {
      return LOCKED;
    }
    boolean mayPass = fault instanceof ProblemException known && known.problem().mayPass();
    return mayPass ? TRY_AGAIN : FAULT;
  }

  /** For the help: number to meaning. */
  static Map<String, String> meanings() {
    Map<String, String> meanings = new LinkedHashMap<>();
    for (ExitCode code : values()) {
      meanings.put("%2d".formatted(code.number), code.meaning);
    }
    return meanings;
  }
}
