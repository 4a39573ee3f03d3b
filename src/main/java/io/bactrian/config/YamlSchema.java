package io.bactrian.config;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Builds JSON schemas of files in YAML, with which editors complete and check them, from the words
 * that their readers know. Parts are maps as JSON has them. Pure.
 */
public final class YamlSchema {
  private static final String TYPE = "type";
  private static final String ANY_OF = "anyOf";

  private YamlSchema() {}

  /**
   * A whole file.
   *
   * @param title what it is, in a few words
   * @param part what it says
   */
  public static Map<String, Object> file(String title, Map<String, Object> part) {
    Map<String, Object> file = new LinkedHashMap<>();
    file.put("$schema", "http://json-schema.org/draft-07/schema#");
    file.put("title", title);
    file.putAll(part);
    return file;
  }

  /** A text; a number or flag without quotes is one. */
  public static Map<String, Object> text() {
    return Map.of(TYPE, List.of("string", "number", "boolean"));
  }

  /** A text, or NULL. */
  public static Map<String, Object> value() {
    return Map.of(TYPE, List.of("string", "number", "boolean", "null"));
  }

  public static Map<String, Object> wholeNumber() {
    return Map.of(TYPE, "integer");
  }

  public static Map<String, Object> number() {
    return Map.of(TYPE, "number");
  }

  public static Map<String, Object> flag() {
    return Map.of(TYPE, "boolean");
  }

  /** One of these words. */
  public static Map<String, Object> words(List<String> words) {
    return Map.of("enum", List.copyOf(words));
  }

  /** A list, or a single member of it. */
  public static Map<String, Object> list(Map<String, Object> member) {
    Map<String, Object> list = new LinkedHashMap<>();
    list.put(TYPE, "array");
    list.put("items", member);
    return any(List.of(list, member));
  }

  /** One of several. */
  public static Map<String, Object> any(List<Map<String, Object>> parts) {
    return Map.of(ANY_OF, parts);
  }

  /** A map whose keys are names, as of tables and columns. */
  public static Map<String, Object> named(Map<String, Object> entry) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put(TYPE, List.of("object", "null"));
    map.put("additionalProperties", entry);
    return map;
  }

  /**
   * A map with these keys and no others.
   *
   * @param keys all that the reader allows
   * @param entries what stands under each of them
   * @param required those that must be there
   * @throws IllegalStateException when the reader allows a key that has no entry, or the other way
   *     round
   */
  public static Map<String, Object> object(
      List<String> keys, Map<String, Map<String, Object>> entries, String... required) {
    Set<String> known = new LinkedHashSet<>(keys);
    if (!known.equals(entries.keySet())) {
      throw new IllegalStateException(
          "the schema describes " + entries.keySet() + " where the reader allows " + known);
    }
    Map<String, Object> properties = new LinkedHashMap<>();
    known.forEach(key -> properties.put(key, entries.get(key)));
    Map<String, Object> object = new LinkedHashMap<>();
    object.put(TYPE, required.length == 0 ? List.of("object", "null") : "object");
    object.put("properties", properties);
    object.put("additionalProperties", false);
    if (required.length > 0) {
      object.put("required", Arrays.asList(required));
    }
    return object;
  }
}
