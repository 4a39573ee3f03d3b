package io.bactrian.config;

import io.bactrian.config.PropertiesText.Entry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads settings from the entries of one file and collects their faults. One thread. */
final class SettingReader {
  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final References references;
  private final LineFaults faults;
  private boolean secret;

  SettingReader(List<Entry> entries, References references, LineFaults faults) {
    this.references = references;
    this.faults = faults;
    for (Entry entry : entries) {
      Entry first = this.entries.putIfAbsent(entry.key(), entry);
      if (first != null) {
        faults.add(
            entry.line(),
            "`%s` stands here again, first in line %d. Keep one of them."
                .formatted(entry.key(), first.line()));
      }
    }
  }

  /** The line of a setting, or 0 if it is absent. */
  int line(Setting<?> setting) {
    Entry entry = entries.get(setting.key());
    return entry == null ? 0 : entry.line();
  }

  /** The first line of a group of keys, or 0. */
  int firstLine(String prefix) {
    return entries.values().stream()
        .filter(entry -> entry.key().startsWith(prefix))
        .mapToInt(Entry::line)
        .findFirst()
        .orElse(0);
  }

  /**
   * The value as written, else the default, else nothing. Records a fault for a wrong or missing
   * value, and uses its default, so that the rest can still be checked.
   */
  <T> Optional<T> optional(Setting<T> setting) {
    Entry entry = entries.get(setting.key());
    if (entry == null) {
      if (setting.required()) {
        faults.add(
            firstLine(group(setting)),
            "`%s` is missing. Add e.g. %s.".formatted(setting.key(), setting.line()));
      }
      return fallback(setting);
    }
    secret |= holdsSecret(setting, entry.value());
    Optional<T> value = resolved(setting, entry).flatMap(text -> parsed(setting, entry, text));
    return value.isPresent() ? value : fallback(setting);
  }

  /** Whether the file itself contains a password or token. */
  boolean holdsSecret() {
    return secret;
  }

  /**
   * A value that may not be shown is a secret, or an address that may contain one, unless it is a
   * reference.
   */
  private static boolean holdsSecret(Setting<?> setting, String text) {
    boolean address = !setting.type().name().equals(SettingTypes.SECRET);
    return !setting.type().shown()
        && References.literal(text)
        && (!address
            || text.matches("(?i).*(password=|secret=|token=|[:/][^/@:]*:[^$/@:][^/@]*@).*"));
  }

  private Optional<String> resolved(Setting<?> setting, Entry entry) {
    try {
      return Optional.of(references.resolve(entry.value()).trim());
    } catch (UnusableValueException e) {
      faults.add(entry.line(), "`" + setting.key() + "` " + e.getMessage());
      return Optional.empty();
    }
  }

  private <T> Optional<T> parsed(Setting<T> setting, Entry entry, String text) {
    try {
      if (text.isEmpty()) {
        throw new UnusableValueException("is empty");
      }
      return Optional.of(setting.type().parse(text));
    } catch (UnusableValueException e) {
      faults.add(entry.line(), sentence(setting, entry, e.getMessage()));
      return Optional.empty();
    }
  }

  /** Reads a setting that always has a value when the file has no faults; null otherwise. */
  <T> T value(Setting<T> setting) {
    return optional(setting).orElse(null);
  }

  /** A fault repeats a value that may be shown; a reference like {@code ${env:X}} as written. */
  private static String sentence(Setting<?> setting, Entry entry, String problem) {
    boolean shown = setting.type().shown() && !entry.value().isEmpty();
    return "`%s`%s %s. Write e.g. %s."
        .formatted(
            setting.key(), shown ? ": `" + entry.value() + "`" : "", problem, setting.line());
  }

  private static String group(Setting<?> setting) {
    return setting.key().substring(0, setting.key().lastIndexOf('.') + 1);
  }

  private static <T> Optional<T> fallback(Setting<T> setting) {
    if (setting.fallback() == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(setting.type().parse(setting.fallback()));
    } catch (UnusableValueException e) {
      throw new IllegalStateException("The default of " + setting.key() + " " + e.getMessage(), e);
    }
  }
}
