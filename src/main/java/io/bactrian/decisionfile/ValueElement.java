package io.bactrian.decisionfile;

import io.bactrian.changeset.Escapes;
import jakarta.xml.bind.annotation.XmlAccessType;
import jakarta.xml.bind.annotation.XmlAccessorType;
import jakarta.xml.bind.annotation.XmlAttribute;
import jakarta.xml.bind.annotation.XmlType;
import jakarta.xml.bind.annotation.XmlValue;

/**
 * A value in a document: any text, or NULL. Text that XML can't contain, or would change, is
 * escaped as in changesets. For one thread.
 */
@XmlAccessorType(XmlAccessType.NONE)
@XmlType(name = "Value")
public class ValueElement {
  /** Most characters of a value that are shown. */
  static final int SHOWN = 1 << 16;

  @XmlAttribute(name = "null")
  private Boolean nothing;

  @XmlAttribute private Boolean escaped;

  /** Of the whole value, in UTF-16 code units, where only its beginning is shown. */
  @XmlAttribute private Integer length;

  @XmlValue private String text = "";

  /**
   * Shows a value, or its beginning when it is very long.
   *
   * @param value null for NULL
   */
  static ValueElement of(String value) {
    ValueElement element = new ValueElement();
    element.set(value);
    return element;
  }

  /** Sets the value; null for NULL. */
  final void set(String value) {
    if (value == null) {
      nothing = true;
      return;
    }
    boolean cut = value.length() > SHOWN;
    String shown = cut ? value.substring(0, end(value)) : value;
    length = cut ? value.length() : null;
    boolean must = Escapes.needed(shown) || shown.indexOf('\r') >= 0;
    escaped = must ? true : null;
    text = must ? Escapes.encode(shown).replace("\r", "\\u000d") : shown;
  }

  private static int end(String value) {
    return Character.isHighSurrogate(value.charAt(SHOWN - 1)) ? SHOWN - 1 : SHOWN;
  }

  /**
   * The value; null for NULL.
   *
   * @throws RejectedDecisionException when it is escaped wrongly or is only the beginning of one
   */
  final String value() {
    if (length != null) {
      throw RejectedDecisionException.because("a value is only the beginning of one");
    }
    if (Boolean.TRUE.equals(nothing)) {
      if (!text.isEmpty()) {
        throw RejectedDecisionException.because("a value is NULL and has a text as well");
      }
      return null;
    }
    String value = Boolean.TRUE.equals(escaped) ? Escapes.decode(text) : text;
    if (value == null) {
      throw RejectedDecisionException.because("a value is not escaped as it says");
    }
    return value;
  }
}
