package io.bactrian.cli;

import java.io.Console;
import java.util.Locale;
import java.util.Optional;

/**
 * Something that a person is asked before it is done. Where nobody sits at a terminal the answer is
 * no.
 */
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
