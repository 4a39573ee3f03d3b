package io.bactrian.text;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.pattern.CompositeConverter;

/**
 * {@code %printable(…)} in a logback pattern: shows what is between the parentheses by {@link
 * Printable}, so that each event is one line. Stateless.
 */
public final class PrintableConverter extends CompositeConverter<ILoggingEvent> {
  @Override
  protected String transform(ILoggingEvent event, String text) {
    return Printable.of(text);
  }
}
