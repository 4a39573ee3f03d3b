package io.bactrian.transform;

import io.bactrian.changeset.Column;
import java.util.Locale;

/** Handles texts of fixed width, {@code char(n)}, which databases pad with spaces. Pure. */
final class Padding {
  private Padding() {}

  static boolean padded(Column column) {
    String type = column.nativeType().toLowerCase(Locale.ROOT);
    return (type.startsWith("char") || type.startsWith("bpchar")) && !type.contains("var");
  }

  static String pad(String value, int length) {
    int missing = length - value.codePointCount(0, value.length());
    return missing > 0 ? value + " ".repeat(missing) : value;
  }
}
