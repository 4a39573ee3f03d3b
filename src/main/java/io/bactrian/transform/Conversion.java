package io.bactrian.transform;

import java.time.DateTimeException;

/** From one canonical text, never null, to another, which may be null. Pure and thread-safe. */
@FunctionalInterface
interface Conversion {
  Conversion NONE = value -> value;

  /**
   * @throws UnconvertibleException when there is no such value; the message does not show it
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

  /** The same, with a failure told without the value that the JDK's messages show. */
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
