package io.bactrian.web;

import io.bactrian.decide.QuestionKind;
import io.bactrian.decide.Selection;
import io.vertx.core.MultiMap;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What of the list of conflicts is shown, as the address says it. Immutable; holds only what it
 * knows, whatever was asked.
 *
 * @param values by field, in the order of the page; fields that select nothing are absent
 */
record Filter(Map<String, String> values) {
  static final String KIND = "kind";
  static final String PARTNER = "partner";
  static final String TABLE = "table";
  static final String KEY = "key";
  static final String REASON = "reason";
  static final String OLDER = "older";
  private static final List<String> FIELDS = List.of(KIND, TABLE, PARTNER, REASON, OLDER, KEY);
  private static final int LONGEST = 500;

  /** Ages by the word for them. */
  static final Map<String, Duration> AGES = ages();

  private static Map<String, Duration> ages() {
    Map<String, Duration> ages = new LinkedHashMap<>();
    ages.put("1 h", Duration.ofHours(1));
    ages.put("1 d", Duration.ofDays(1));
    ages.put("7 d", Duration.ofDays(7));
    return ages;
  }

  static Filter of(MultiMap parameters) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String field : FIELDS) {
      String value = parameters.get(field);
      if (value != null && !value.isBlank() && value.length() <= LONGEST && known(field, value)) {
        values.put(field, value.strip());
      }
    }
    return new Filter(values);
  }

  private static boolean known(String field, String value) {
    return switch (field) {
      case KIND -> kind(value) != null;
      case OLDER -> AGES.containsKey(value);
      default -> true;
    };
  }

  private static QuestionKind kind(String word) {
    for (QuestionKind kind : QuestionKind.values()) {
      if (kind.word().equals(word.toLowerCase(Locale.ROOT))) {
        return kind;
      }
    }
    return null;
  }

  /** The value of a field; empty when it selects nothing. */
  String get(String field) {
    return values.getOrDefault(field, "");
  }

  boolean isEmpty() {
    return values.isEmpty();
  }

  boolean decided() {
    return get(KIND).equals(QuestionKind.DECIDED.word());
  }

  Selection selection(Instant now) {
    Duration age = AGES.get(get(OLDER));
    return new Selection(
        values.containsKey(KIND) ? kind(get(KIND)) : null,
        values.get(PARTNER),
        values.get(TABLE),
        values.get(KEY),
        values.get(REASON),
        age == null ? null : now.minus(age));
  }

  /** The same with one field set, or, where the value is empty, without it. */
  Filter with(String field, String value) {
    Map<String, String> changed = new LinkedHashMap<>(values);
    changed.remove(field);
    if (!value.isEmpty()) {
      changed.put(field, value);
    }
    return new Filter(changed);
  }

  /** As a part of an address, with more parameters. */
  String query(Map<String, String> more) {
    Map<String, String> all = new LinkedHashMap<>(values);
    all.putAll(more);
    return all.entrySet().stream()
        .map(one -> one.getKey() + "=" + URLEncoder.encode(one.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&", all.isEmpty() ? "" : "?", ""));
  }

  /** Address of the list. */
  String link() {
    return "/conflicts" + query(Map.of());
  }

  /** In words, for people. */
  String words() {
    return values.isEmpty()
        ? "all that are open"
        : values.entrySet().stream()
            .map(
                one ->
                    (one.getKey().equals(OLDER) ? "older than" : one.getKey())
                        + " "
                        + one.getValue())
            .collect(Collectors.joining(", "));
  }
}
