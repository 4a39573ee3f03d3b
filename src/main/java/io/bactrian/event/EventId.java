package io.bactrian.event;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a place in the journal: {@code 1-17} is after event 17 of the first journal. A site
 * that was restored has another journal, in which the same number is another event. Immutable.
 *
 * @param journal generation of the site's changelog
 * @param number of the last event
 */
public record EventId(long journal, long number) {
  private static final Pattern TEXT = Pattern.compile("(\\d{1,18})-(\\d{1,18})");

  /** Reads one; empty when the text is none. */
  public static Optional<EventId> parse(String text) {
    Matcher id = TEXT.matcher(text);
    return id.matches()
        ? Optional.of(new EventId(Long.parseLong(id.group(1)), Long.parseLong(id.group(2))))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return journal + "-" + number;
  }
}
