package io.bactrian.changeset;

import com.ctc.wstx.api.WstxInputProperties;
import com.ctc.wstx.stax.WstxInputFactory;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Set;
import java.util.TreeSet;
import javax.xml.stream.Location;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.codehaus.stax2.XMLInputFactory2;

/**
 * Reads a document that consists only of elements of our namespace, attributes and text; throws
 * {@link MalformedChangesetException} for anything else. Drops the parser's own messages, as they
 * quote the document. For one thread.
 */
final class XmlCursor {
  static final String NAMESPACE = "urn:bactrian:changeset:1";
  private static final int MAX_ATTRIBUTE = 1 << 16;

  private final LimitedInput source;
  private final XMLStreamReader xml;

  XmlCursor(InputStream in, Limits limits) {
    source = new LimitedInput(in, limits);
    try {
      xml = factory().createXMLStreamReader(source, "UTF-8");
    } catch (XMLStreamException e) {
      throw source.ended()
          ? MalformedChangesetException.cutShort("it ends before it is complete", "line 1")
          : new MalformedChangesetException("it does not start like XML", "line 1");
    }
    String encoding = xml.getCharacterEncodingScheme();
    if (encoding != null && !encoding.equalsIgnoreCase("UTF-8")
        || xml.getVersion() != null && !xml.getVersion().equals("1.0")) {
      throw malformed("it is not XML 1.0 in UTF-8");
    }
  }

  private static XMLInputFactory factory() {
    XMLInputFactory factory = new WstxInputFactory();
    factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, true);
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, false);
    factory.setProperty(WstxInputProperties.P_LAZY_PARSING, false);
    factory.setProperty(XMLInputFactory2.P_REPORT_CDATA, false);
    factory.setProperty(WstxInputProperties.P_MAX_ATTRIBUTE_SIZE, MAX_ATTRIBUTE);
    factory.setProperty(WstxInputProperties.P_MAX_ATTRIBUTES_PER_ELEMENT, 16);
    return factory;
  }

  /**
   * Moves to the next tag; true for a start tag, false for the end tag of the enclosing element.
   */
  boolean start() {
    while (true) {
      switch (next()) {
        case XMLStreamConstants.START_ELEMENT -> {
          if (!NAMESPACE.equals(xml.getNamespaceURI())) {
            throw malformed("an element is not in the namespace " + NAMESPACE);
          }
          return true;
        }
        case XMLStreamConstants.END_ELEMENT -> {
          return false;
        }
        default -> space();
      }
    }
  }

  /** Reads the end tag of an element that must be empty. */
  void empty() {
    if (start()) {
      throw malformed("an element is not empty");
    }
  }

  /** Reads to the end of the document, which must follow. */
  void end() {
    while (next() != XMLStreamConstants.END_DOCUMENT) {
      space();
    }
    if (source.read() >= 0) {
      throw malformed("there is more text after the document");
    }
  }

  private void space() {
    boolean text = xml.isCharacters() || xml.getEventType() == XMLStreamConstants.SPACE;
    if (!text || !xml.isWhiteSpace()) {
      throw malformed(
          text ? "text is outside of a value" : "it contains more than elements and text");
    }
  }

  /** Reads the text of the element whose start tag was read, through its end tag. */
  String text(long max) {
    String text = "";
    StringBuilder more = null;
    long length = 0;
    while (next() != XMLStreamConstants.END_ELEMENT) {
      if (!xml.isCharacters() && xml.getEventType() != XMLStreamConstants.SPACE) {
        throw malformed("a value contains more than text");
      }
      length += xml.getTextLength();
      if (length > max) {
        throw malformed("a value, or all values of an item together, are too long");
      }
      if (more == null && text.isEmpty()) {
        text = xml.getText();
      } else {
        more = more == null ? new StringBuilder(text) : more;
        more.append(xml.getTextCharacters(), xml.getTextStart(), xml.getTextLength());
      }
    }
    return more == null ? text : more.toString();
  }

  /**
   * Reads the base64 of the element whose start tag was read, through its end tag, into hexadecimal
   * digits.
   */
  CharSequence binary(long max) {
    BinaryText value = new BinaryText();
    long length = 0;
    while (next() != XMLStreamConstants.END_ELEMENT) {
      if (!xml.isCharacters()) {
        throw malformed("a binary value is not base64");
      }
      length += xml.getTextLength();
      if (length > max) {
        throw malformed("a value, or all values of an item together, are too long");
      }
      value.add(xml.getTextCharacters(), xml.getTextStart(), xml.getTextLength());
    }
    CharSequence hex = value.hex();
    if (hex == null) {
      throw malformed("a binary value is not base64");
    }
    return hex;
  }

  String name() {
    return xml.getLocalName();
  }

  int attributes() {
    return xml.getAttributeCount();
  }

  /** Checks that the element has exactly these attributes. */
  void expect(Set<String> names) {
    expect(names, Set.of());
  }

  /**
   * Checks that the element has exactly these attributes.
   *
   * @param optional that it may have, too
   */
  void expect(Set<String> names, Set<String> optional) {
    int count = xml.getAttributeCount();
    long more = optional.isEmpty() ? 0 : optional.stream().filter(this::has).count();
    boolean fits = count == names.size() + more;
    for (int i = 0; fits && i < count; i++) {
      String namespace = xml.getAttributeNamespace(i);
      String name = xml.getAttributeLocalName(i);
      fits =
          (names.contains(name) || optional.contains(name))
              && (namespace == null || namespace.isEmpty());
    }
    if (!fits) {
      throw malformed("an element does not have exactly the attributes " + new TreeSet<>(names));
    }
  }

  /** Whether the element has this attribute. */
  boolean has(String name) {
    return attribute(name) != null;
  }

  /** The value of an attribute that {@link #expect} checked. */
  String attribute(String name) {
    return xml.getAttributeValue("", name);
  }

  long number(String name, long least, long most) {
    long number = parse(attribute(name));
    if (number < least || number > most) {
      throw malformed("the attribute " + name + " is no number from " + least + " to " + most);
    }
    return number;
  }

  /**
   * Parses a number in its canonical form; otherwise {@code Long.MIN_VALUE}, which no attribute can
   * be.
   */
  private static long parse(String text) {
    if (text.equals("-1")) {
      return -1;
    }
    boolean leadingZero = text.startsWith("0") && text.length() > 1;
    if (text.isEmpty() || text.length() > 19 || leadingZero) {
      return Long.MIN_VALUE;
    }
    long number = 0;
    for (int i = 0; i < text.length(); i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return Long.MIN_VALUE;
      }
      number = number * 10 + digit;
    }
    return number < 0 ? Long.MIN_VALUE : number;
  }

  boolean flag(String name) {
    return switch (attribute(name)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw malformed("the attribute " + name + " is neither true nor false");
    };
  }

  private int next() {
    source.event();
    try {
      return xml.next();
    } catch (XMLStreamException e) {
      throw source.ended()
          ? MalformedChangesetException.cutShort("it ends before it is complete", place())
          : malformed("it is not well-formed XML");
    } catch (MalformedChangesetException | UncheckedIOException e) {
      throw e;
    } catch (RuntimeException e) {
      // a hostile document may cause any exception in the parser: report the document as malformed
      throw malformed("the XML parser fails with " + e.getClass().getSimpleName());
    }
  }

  MalformedChangesetException malformed(String what) {
    return new MalformedChangesetException(what, place());
  }

  private String place() {
    Location at = xml.getLocation();
    return "line " + at.getLineNumber() + ", column " + at.getColumnNumber();
  }
}
