package io.bactrian.text;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.pattern.CompositeConverter;

/**
 * {@code %printable(…)} in a logback pattern: what is between the parentheses as {@link Printable}
 * shows it, so that no event is more than a line. Stateless.
 */
public final class PrintableConverter extends CompositeConverter<ILoggingEvent> {
  @Override
  protected String transform(ILoggingEvent event, String text) {
    return Printable.of(text);
  }
}
