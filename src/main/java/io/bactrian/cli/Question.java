package io.bactrian.cli;

import java.io.Console;
import java.util.Locale;
import java.util.Optional;

/** Asks a person for confirmation. Without a terminal the answer is no. */
record Question(String about, Optional<Console> console) {

  static Question of(String about) {
    return new Question(about, Optional.ofNullable(System.console()));
  }

  boolean yes() {
    return console
        .map(person -> person.readLine("%s%nGo on? [y/N] ", about))
        .map(answer -> answer.strip().toLowerCase(Locale.ROOT))
        .filter(answer -> answer.equals("y") || answer.equals("yes"))
        .isPresent();
  }
}
