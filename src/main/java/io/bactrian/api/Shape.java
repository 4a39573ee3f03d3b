package io.bactrian.api;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.util.json.JsonArray;
import org.apache.camel.util.json.JsonObject;

/**
 * What a JSON value may be: describes itself as JSON Schema and checks values against it.
 * Immutable.
 */
sealed interface Shape {

  /** As JSON Schema (2020-12). */
  JsonObject schema();

  /**
   * Checks a value.
   *
   * @param at where it stands, for the message
   * @return what is wrong, the rest of a sentence, without the value; empty when nothing is
   */
  Optional<String> fault(Object value, String at);

  /** Whatever there is. */
  static Shape any() {
    return new Any();
  }

  /** A text. */
  static Shape text(int most) {
    return new Text(most, false);
  }

  /** A text or null. */
  static Shape textOrNull(int most) {
    return new Text(most, true);
  }

  /** One of these words. */
  static Shape word(List<String> words) {
    return new Word(List.copyOf(words));
  }

  static Shape number(long least, long most) {
    return new Whole(least, most);
  }

  static Shape flag() {
    return new Flag();
  }

  static Shape many(Shape of, int most) {
    return new Many(of, most);
  }

  /** An object with any names. */
  static Shape map(Shape of, int most) {
    return new Named(of, most);
  }

  /** An object or null. */
  static Shape orNull(Shape shape) {
    return new Nullable(shape);
  }

  /** An object with these members; those whose name ends in {@code ?} may be missing. */
  static Fields fields(Object... namesAndShapes) {
    Map<String, Shape> members = new LinkedHashMap<>();
    for (int i = 0; i < namesAndShapes.length; i += 2) {
      members.put((String) namesAndShapes[i], (Shape) namesAndShapes[i + 1]);
    }
    return new Fields(members);
  }

  private static JsonObject type(String type) {
    JsonObject schema = new JsonObject();
    schema.put("type", type);
    return schema;
  }

  private static Optional<String> unless(boolean sound, String at, String is) {
    return sound ? Optional.empty() : Optional.of("`%s` is not %s".formatted(at, is));
  }

  /** See {@link #any}. */
  record Any() implements Shape {
    @Override
    public JsonObject schema() {
      return new JsonObject();
    }

    @Override
    public Optional<String> fault(Object value, String at) {
      return Optional.empty();
    }
  }

  /** See {@link #text}. */
  record Text(int most, boolean nullable) implements Shape {
    @Override
    public JsonObject schema() {
      JsonObject schema = type("string");
      if (nullable) {
        schema.put("type", new JsonArray(List.of("string", "null")));
      }
      if (most < Integer.MAX_VALUE) {
        schema.put("maxLength", most);
      }
      return schema;
    }

    @Override
    public Optional<String> fault(Object value, String at) {
      boolean sound =
          value == null
              ? nullable
              : value instanceof String text && text.codePointCount(0, text.length()) <= most;
      return unless(sound, at, "a text of at most %,d characters".formatted(most));
    }
  }

  /** See {@link #word}. */
  record Word(List<String> words) implements Shape {
    @Override
    public JsonObject schema() {
      JsonObject schema = type("string");
      schema.put("enum", new JsonArray(words));
      return schema;
    }

    @Override
    public Optional<String> fault(Object value, String at) {
      boolean sound = value instanceof String text && words.contains(text);
      return unless(sound, at, "one of " + String.join(", ", words));
    }
  }

  /** See {@link #number}. */
  record Whole(long least, long most) implements Shape {
    @Override
    public JsonObject schema() {
      JsonObject schema = type("integer");
      schema.put("minimum", least);
      schema.put("maximum", most);
      return schema;
    }

    @Override
    public Optional<String> fault(Object value, String at) {
      boolean sound =
          value instanceof Number number
              && number.toString().matches("-?\\d{1,18}")
              && number.longValue() >= least
              && number.longValue() <= most;
      return unless(sound, at, "a whole number from %d to %d".formatted(least, most));
    }
  }

  /** See {@link #flag}. */
  record Flag() implements Shape {
    @Override
    public JsonObject schema() {
      return type("boolean");
    }

    @Override
    public Optional<String> fault(Object value, String at) {
      return unless(value instanceof Boolean, at, "true or false");
    }
  }

  /** See {@link #many}. */
  record Many(Shape of, int most) implements Shape {
    @Override
    public JsonObject schema() {
      JsonObject schema = type("array");
      schema.put("items", of.schema());
      if (most < Integer.MAX_VALUE) {
        schema.put("maxItems", most);
      }
      return schema;
    }

    @Override
    public Optional<String> fault(Object value, String at) {
      if (!(value instanceof List<?> list) || list.size() > most) {
        return unless(false, at, "a list of at most %,d".formatted(most));
      }
      return list.stream().flatMap(one -> of.fault(one, at).stream()).findFirst();
    }
  }

  /** See {@link #map}. */
  record Named(Shape of, int most) implements Shape {
    @Override
    public JsonObject schema() {
      JsonObject schema = type("object");
      schema.put("additionalProperties", of.schema());
      schema.put("maxProperties", most);
      return schema;
    }

    @Override
    public Optional<String> fault(Object value, String at) {
      if (!(value instanceof Map<?, ?> map) || map.size() > most) {
        return unless(false, at, "an object with at most %,d members".formatted(most));
      }
      return map.values().stream().flatMap(one -> of.fault(one, at).stream()).findFirst();
    }
  }

  /** See {@link #orNull}. */
  record Nullable(Shape shape) implements Shape {
    @Override
    public JsonObject schema() {
      JsonObject schema = new JsonObject();
      schema.put("oneOf", new JsonArray(List.of(type("null"), shape.schema())));
      return schema;
    }

    @Override
    public Optional<String> fault(Object value, String at) {
      return value == null ? Optional.empty() : shape.fault(value, at);
    }
  }

  /** See {@link #fields}. */
  record Fields(Map<String, Shape> members) implements Shape {
    @Override
    public JsonObject schema() {
      JsonObject properties = new JsonObject();
      JsonArray required = new JsonArray();
      members.forEach(
          (name, shape) -> {
            properties.put(plain(name), shape.schema());
            if (!optional(name)) {
              required.add(name);
            }
          });
      JsonObject schema = type("object");
      schema.put("properties", properties);
      if (!required.isEmpty()) {
        schema.put("required", required);
      }
      schema.put("additionalProperties", false);
      return schema;
    }

    @Override
    public Optional<String> fault(Object value, String at) {
      if (!(value instanceof Map<?, ?> map)) {
        return unless(false, at, "an object");
      }
      for (Map.Entry<String, Shape> member : members.entrySet()) {
        String name = plain(member.getKey());
        if (map.containsKey(name)) {
          Optional<String> fault = member.getValue().fault(map.get(name), name);
          if (fault.isPresent()) {
            return fault;
          }
        } else if (!optional(member.getKey())) {
          return Optional.of("`%s` is missing".formatted(name));
        }
      }
      List<String> known = members.keySet().stream().map(Fields::plain).toList();
      return known.containsAll(map.keySet())
          ? Optional.empty()
          : Optional.of("`%s` has a member that is not known".formatted(at));
    }

    private static boolean optional(String name) {
      return name.endsWith("?");
    }

    private static String plain(String name) {
      return optional(name) ? name.substring(0, name.length() - 1) : name;
    }
  }
}
