package io.bactrian.cli;

import picocli.CommandLine.Option;

/** Mix-in for commands with an output for programs. */
final class JsonOption {
  @Option(names = "--json", description = "Answer with one JSON document.")
  private boolean wanted;

  boolean wanted() {
    return wanted;
  }
}
