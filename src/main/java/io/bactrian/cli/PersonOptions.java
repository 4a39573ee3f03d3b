package io.bactrian.cli;

import picocli.CommandLine.Option;

/** Mix-in of commands with which a person decides. */
final class PersonOptions {
  @Option(names = "--by", defaultValue = "${sys:user.name}", description = "Who decides.")
  private String by;

  @Option(names = "--note", paramLabel = "TEXT", description = "Why, kept with the decision.")
  private String note;

  String by() {
    return by;
  }

  /** Null for none. */
  String note() {
    return note;
  }
}
