package io.bactrian.config;

/**
 * How the text of a setting becomes a value. Immutable, thread-safe.
 *
 * @param name for the reference: "duration"
 * @param unit of a number, or an empty text
 * @param shown whether a fault may repeat the value; false for what is or may contain a secret
 */
record SettingType<T>(String name, String unit, boolean shown, Parser<T> parser) {

  /** Reads one text. */
  @FunctionalInterface
  interface Parser<T> {
    T parse(String text) throws UnusableValueException;
  }

  T parse(String text) throws UnusableValueException {
    return parser.parse(text);
  }
}
