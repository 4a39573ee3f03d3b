package io.bactrian.database.h2;

import io.bactrian.changeset.Column;
import java.sql.Array;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Converts H2's arrays to and from array literals of PostgreSQL ({@code {1,2,NULL}}), which H2
 * lacks.
 */
final class H2Array {
  private static final Pattern PLAIN = Pattern.compile("[\\w.+:-]+");
  private static final Pattern ESCAPED = Pattern.compile("[\"\\\\]");

  private H2Array() {}

  static String print(Array array) throws SQLException {
    if (array == null) {
      return null;
    }
    StringBuilder out = new StringBuilder();
    print((Object[]) array.getArray(), out);
    return out.toString();
  }

  private static void print(Object[] elements, StringBuilder out) throws SQLException {
    out.append('{');
    for (int i = 0; i < elements.length; i++) {
      if (i > 0) {
        out.append(',');
      }
      if (elements[i] == null) {
        out.append("NULL");
      } else if (elements[i] instanceof Array inner) {
        print((Object[]) inner.getArray(), out);
      } else {
        quoted(element(elements[i]), out);
      }
    }
    out.append('}');
  }

  private static String element(Object value) {
    return value instanceof Double || value instanceof Float
        ? H2Numbers.text(value)
        : H2Text.print(value);
  }

  private static void quoted(String text, StringBuilder out) {
    if (PLAIN.matcher(text).matches() && !text.equalsIgnoreCase("null")) {
      out.append(text);
    } else {
      out.append('"').append(ESCAPED.matcher(text).replaceAll("\\\\$0")).append('"');
    }
  }

  /** Parses a literal. The element type is the column's type without all array suffixes. */
  static Object[] parse(Column column, String text) {
    String type = column.nativeType().split("(?i) array")[0];
    return new Reader(
            text, new Column(column.name(), H2Text.typeOf(type), type, 0, -1, true, false))
        .array();
  }

  /** Parser of one array literal. */
  private static final class Reader {
    private final String text;
    private final Column element;
    private int at;

    Reader(String text, Column element) {
      this.text = text;
      this.element = element;
    }

    Object[] array() {
      List<Object> elements = new ArrayList<>();
      at++;
      while (text.charAt(at) != '}') {
        if (text.charAt(at) == ',') {
          at++;
        }
        elements.add(next());
      }
      at++;
      return elements.toArray();
    }

    private Object next() {
      if (text.charAt(at) == '{') {
        return array();
      }
      if (text.charAt(at) == '"') {
        return H2Text.value(element, quoted());
      }
      int from = at;
      while (text.charAt(at) != ',' && text.charAt(at) != '}') {
        at++;
      }
      String plain = text.substring(from, at);
      return plain.equalsIgnoreCase("null") ? null : H2Text.value(element, plain);
    }

    private String quoted() {
      StringBuilder value = new StringBuilder();
      for (at++; text.charAt(at) != '"'; at++) {
        if (text.charAt(at) == '\\') {
          at++;
        }
        value.append(text.charAt(at));
      }
      at++;
      return value.toString();
    }
  }
}
