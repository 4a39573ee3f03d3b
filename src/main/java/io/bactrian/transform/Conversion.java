package io.bactrian.transform;

import java.time.DateTimeException;

/** Converts a canonical text, never null, to another, which may be null. Pure and thread-safe. */
@FunctionalInterface
interface Conversion {
  Conversion NONE = value -> value;

  /**
   * @throws UnconvertibleException when the value can't be converted; the message does not show it
   */
  String of(String value);

  default Conversion then(Conversion next) {
    if (this == NONE) {
      return next;
    }
    if (next == NONE) {
      return this;
    }
    return value -> {
      String between = of(value);
      return between == null ? null : next.of(between);
    };
  }

  /**
   * Wraps a conversion so that its errors have this message instead of the JDK's, which contain
   * values.
   */
  static Conversion guarded(String failure, Conversion conversion) {
    return value -> {
      try {
        return conversion.of(value);
      } catch (IllegalArgumentException | ArithmeticException | DateTimeException e) {
        throw new UnconvertibleException(failure);
      }
    };
  }
}
