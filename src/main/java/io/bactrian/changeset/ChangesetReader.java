package io.bactrian.changeset;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Set;

/**
 * Reads the items of an uncompressed changeset one at a time; memory does not grow with their
 * number. Equal table declarations give the same {@link Table} instance. The input is not trusted:
 * anything that violates docs/changeset.md throws {@link MalformedChangesetException}, from the
 * constructor, {@link #hasNext} or {@link #next}; an error of the underlying stream throws {@link
 * UncheckedIOException}. The document is known to be complete only when {@link #hasNext} returns
 * false. For one thread.
 */
public final class ChangesetReader implements Iterator<Item>, AutoCloseable {
  private static final Set<String> HEADER =
      Set.of(
          "source",
          "destination",
          "incarnation",
          "number",
          "previous",
          "acknowledged",
          "system",
          "schemaVersion");

  /** Is left out when the source's schema has no version number. */
  private static final String SCHEMA = "schema";

  /** Is left out while the source does not know how fast it applies. */
  private static final String MOST_CHANGES = "mostChanges";

  private static final String MAX_VALUE = "maxValue";
  private static final String MAX_ROW = "maxRow";
  private static final String MAX_SIZE = "maxSize";
  private static final String UNSENT_ROWS = "unsentRows";
  private static final String UNSENT_VALUE = "unsentValue";
  private static final String UNSENT_SIZE = "unsentSize";
  private static final Set<String> OPTIONAL =
      Set.of(
          SCHEMA,
          MOST_CHANGES,
          MAX_VALUE,
          MAX_ROW,
          MAX_SIZE,
          UNSENT_ROWS,
          UNSENT_VALUE,
          UNSENT_SIZE);

  private static final Set<String> TRANSACTION = Set.of("id", "at");
  private static final Item.End END = new Item.End();

  private final InputStream in;
  private final XmlCursor xml;
  private final TableReader tables;
  private final EntryReader entries;
  private final Header header;
  private boolean inTransaction;
  private boolean complete;
  private Item next;

  /**
   * Reads the header.
   *
   * @param in the XML; closed with this reader, and when the header is malformed
   */
  public ChangesetReader(InputStream in, Limits limits) {
    this.in = in;
    try {
      xml = new XmlCursor(in, limits);
      tables = new TableReader(xml, limits);
      entries = new EntryReader(xml, tables, new RowReader(xml, limits));
      header = readHeader();
    } catch (RuntimeException e) {
      try (in) {
        throw e;
      } catch (IOException closing) {
        e.addSuppressed(closing);
        throw e;
      }
    }
  }

  public Header header() {
    return header;
  }

  @Override
  public boolean hasNext() {
    if (next == null && !complete) {
      next = advance();
      complete = next == null;
    }
    return next != null;
  }

  @Override
  public Item next() {
    if (!hasNext()) {
      throw new NoSuchElementException("the changeset has no more items");
    }
    Item item = next;
    next = null;
    return item;
  }

  @Override
  public void close() {
    try {
      in.close();
    } catch (IOException e) {
      throw new UncheckedIOException("A changeset could not be closed after reading.", e);
    }
  }

  private Header readHeader() {
    if (!xml.start() || !xml.name().equals("changeset")) {
      throw xml.malformed("the document is not a changeset");
    }
    xml.expect(HEADER, OPTIONAL);
    Header read =
        new Header(
            xml.attribute("source"),
            xml.attribute("destination"),
            xml.number("incarnation", 1, Long.MAX_VALUE),
            xml.number("number", 1, Long.MAX_VALUE),
            xml.attribute("previous"),
            xml.number("acknowledged", 0, Long.MAX_VALUE),
            xml.attribute("system"),
            xml.attribute("schemaVersion"),
            xml.has(SCHEMA) ? (int) xml.number(SCHEMA, 1, SystemVersion.MOST) : 0,
            optional(MOST_CHANGES),
            limits(),
            optional(MAX_SIZE),
            unsent());
    String fault = HeaderRules.fault(read);
    if (fault != null) {
      throw xml.malformed(fault);
    }
    return read;
  }

  /** A number from 1; 0 when it is left out. */
  private long optional(String name) {
    return xml.has(name) ? xml.number(name, 1, Long.MAX_VALUE) : 0;
  }

  private Unsent unsent() {
    if (xml.has(UNSENT_ROWS) != xml.has(UNSENT_VALUE)) {
      throw xml.malformed("the header has one of unsentRows and unsentValue without the other");
    }
    return new Unsent(optional(UNSENT_ROWS), optional(UNSENT_VALUE), optional(UNSENT_SIZE));
  }

  private RowLimits limits() {
    if (xml.has(MAX_VALUE) != xml.has(MAX_ROW)) {
      throw xml.malformed("the header has one of maxValue and maxRow without the other");
    }
    return xml.has(MAX_VALUE)
        ? new RowLimits(
            xml.number(MAX_VALUE, 1, Long.MAX_VALUE), xml.number(MAX_ROW, 1, Long.MAX_VALUE))
        : null;
  }

  /** The next item, or null at the end of the document. */
  private Item advance() {
    while (xml.start()) {
      if (!xml.name().equals("table")) {
        return inTransaction ? entries.read() : begin();
      }
      tables.declare();
    }
    if (inTransaction) {
      inTransaction = false;
      return END;
    }
    xml.end();
    return null;
  }

  private Item begin() {
    if (!xml.name().equals("transaction")) {
      throw xml.malformed("another element is in place of a transaction");
    }
    xml.expect(TRANSACTION);
    inTransaction = true;
    String at = xml.attribute("at");
    try {
      if (at.endsWith("Z")) {
        return new Item.Begin(xml.attribute("id"), Instant.parse(at));
      }
    } catch (DateTimeParseException e) {
      throw xml.malformed("the attribute at is not an existing time");
    }
    throw xml.malformed("the attribute at is not a time in UTC");
  }
}
