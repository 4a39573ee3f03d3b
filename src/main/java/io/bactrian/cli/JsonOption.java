package io.bactrian.cli;

import picocli.CommandLine.Option;

/** Mix-in of commands whose answer a program may read, too. */
final class JsonOption {
  @Option(names = "--json", description = "Answer with one JSON document.")
  private boolean wanted;

  boolean wanted() {
    return wanted;
  }
}
