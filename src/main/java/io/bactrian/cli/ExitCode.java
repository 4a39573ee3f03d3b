package io.bactrian.cli;

import java.util.LinkedHashMap;
import java.util.Map;

/** What a command's exit code tells a script. Never renumbered. */
enum ExitCode {
  OK(0, "Done, or in step."),
  FAULT(1, "A fault; the message says which, and what to do."),
  USAGE(2, "The command line is not understood."),
  FINDINGS(3, "Not in step yet, or the check found faults."),
  LOCKED(4, "Another process works on the site.");

  private final int number;
  private final String meaning;

  ExitCode(int number, String meaning) {
    this.number = number;
    this.meaning = meaning;
  }

  int number() {
    return number;
  }

  /** For the help: number to meaning. */
  static Map<String, String> meanings() {
    Map<String, String> meanings = new LinkedHashMap<>();
    for (ExitCode code : values()) {
      meanings.put(" " + code.number, code.meaning);
    }
    return meanings;
  }
}
