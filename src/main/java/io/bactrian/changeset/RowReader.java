package io.bactrian.changeset;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads the values of rows and keys. For one thread. */
final class RowReader {
  private static final Set<String> ESCAPED = Set.of("escaped");
  private static final int OVERHEAD = 16;

  private final XmlCursor xml;
  private final Limits limits;
  private long left;

  RowReader(XmlCursor xml, Limits limits) {
    this.xml = xml;
    this.limits = limits;
  }

  /** Starts a new item and resets its limit. */
  void item() {
    left = limits.maxItemCharacters();
  }

  /**
   * Reads the row in the element whose start tag was read, through its end tag.
   *
   * @param before the row whose values {@code <s/>} stands for, or null
   */
  Row row(Table table, Row before) {
    CharSequence[] values = new CharSequence[table.width()];
    int width = 0;
    while (xml.start()) {
      if (width == values.length) {
        throw xml.malformed("a row has more values than its table has columns");
      }
      boolean binary = table.column(width).type() == LogicalType.BINARY;
      values[width] = binary && xml.name().equals("b") ? binary() : value(before, width);
      width++;
    }
    if (width < values.length) {
      throw xml.malformed("a row has fewer values than its table has columns");
    }
    return Row.owning(values);
  }

  /** Reads the key in the element whose start tag was read, through its end tag. */
  Key key() {
    List<String> values = new ArrayList<>();
    while (xml.start()) {
      if (values.size() == limits.maxColumns()) {
        throw xml.malformed("a key has too many values");
      }
      CharSequence value = value(null, 0);
      values.add(value == null ? null : value.toString());
    }
    if (values.isEmpty()) {
      throw xml.malformed("a key has no value");
    }
    return Key.of(values.toArray(new String[0]));
  }

  private CharSequence value(Row before, int position) {
    String kind = xml.name();
    if (kind.equals("v")) {
      return text();
    }
    boolean same = kind.equals("s") && before != null;
    if (!same && !kind.equals("n") || xml.attributes() > 0) {
      throw xml.malformed("an element is in place of a value");
    }
    xml.empty();
    take(0);
    return same ? before.cell(position) : null;
  }

  private CharSequence binary() {
    if (xml.attributes() > 0) {
      throw xml.malformed("an element is in place of a value");
    }
    CharSequence hex = xml.binary(Math.min(limits.maxValueCharacters(), left));
    take((int) BinaryText.length(hex));
    return hex;
  }

  private String text() {
    boolean escaped = xml.attributes() > 0;
    if (escaped) {
      xml.expect(ESCAPED);
      if (!xml.flag("escaped")) {
        throw xml.malformed("the attribute escaped is not true");
      }
    }
    String text = xml.text(Math.min(limits.maxValueCharacters(), left));
    take(text.length());
    String value = escaped ? Escapes.decode(text) : text;
    if (value == null) {
      throw xml.malformed("an escaped value contains a backslash that starts no escape");
    }
    return value;
  }

  private void take(int length) {
    left -= OVERHEAD + length;
    if (left < 0) {
      throw xml.malformed("all values of an item together are too long");
    }
  }
}
