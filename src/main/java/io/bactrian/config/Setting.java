package io.bactrian.config;

/**
 * Declaration of one setting of a site's {@code application.properties}: all that reading,
 * validation and the reference ({@code docs/configuration.md}) need. Immutable.
 *
 * @param key as written; in a partner's setting, {@link #PARTNER} takes the place of the partner's
 *     id
 * @param fallback the text used when the line is absent, or null
 * @param required whether the line must be there
 * @param description one or two sentences for the reference
 * @param example a value that works, for the reference and for faults
 */
record Setting<T>(
    String key,
    SettingType<T> type,
    String fallback,
    boolean required,
    String description,
    String example) {

  /** Placeholder in a key for the id of a partner. */
  static final String PARTNER = "<id>";

  static <T> Setting<T> required(
      String key, SettingType<T> type, String example, String description) {
    return new Setting<>(key, type, null, true, description, example);
  }

  static <T> Setting<T> optional(
      String key, SettingType<T> type, String example, String description) {
    return new Setting<>(key, type, null, false, description, example);
  }

  /** A setting with a default, which is its example, too. */
  static <T> Setting<T> defaulted(
      String key, SettingType<T> type, String fallback, String description) {
    return new Setting<>(key, type, fallback, false, description, fallback);
  }

  /** The same setting of one partner. */
  Setting<T> of(String partner) {
    return new Setting<>(
        key.replace(PARTNER, partner), type, fallback, required, description, example);
  }

  /** The same setting with a default that depends on others. */
  Setting<T> or(String text) {
    return new Setting<>(key, type, text, required, description, example);
  }

  /** The line that a fault suggests. */
  String line() {
    return "`" + key + " = " + example + "`";
  }
}
