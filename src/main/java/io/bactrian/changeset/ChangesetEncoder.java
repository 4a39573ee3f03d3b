package io.bactrian.changeset;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * Writes a header and items as the XML document that docs/changeset.md describes. For one thread.
 */
final class ChangesetEncoder implements ItemVisitor<IOException> {
  private static final byte[] VALUE = ascii("<v>");
  private static final byte[] ESCAPED = ascii("<v escaped=\"true\">");
  private static final byte[] VALUE_END = ascii("</v>");
  private static final byte[] BINARY = ascii("<b>");
  private static final byte[] BINARY_END = ascii("</b>");
  private static final byte[] EMPTY = ascii("<v/>");
  private static final byte[] NULL = ascii("<n/>");
  private static final byte[] SAME = ascii("<s/>");
  private static final byte[] BEFORE = ascii("<before>");
  private static final byte[] AFTER = ascii("</before><after>");
  private static final byte[] AFTER_END = ascii("</after>");
  private static final byte[] KEY = ascii("<key>");
  private static final byte[] KEY_END = ascii("</key>");
  private static final byte[] OPEN_END = ascii(">");
  private static final byte[] EMPTY_END = ascii("/>\n");

  private final XmlEncoder xml;
  private final Map<Table, byte[]> ids = new HashMap<>();
  private Table lastTable;
  private byte[] lastId;

  ChangesetEncoder(OutputStream out) {
    xml = new XmlEncoder(out);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  void header(Header header) throws IOException {
    markup("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<changeset");
    xml.attribute("xmlns", XmlCursor.NAMESPACE);
    xml.attribute("source", header.source());
    xml.attribute("destination", header.destination());
    xml.attribute("incarnation", header.incarnation());
    xml.attribute("number", header.number());
    xml.attribute("previous", header.previous());
    xml.attribute("acknowledged", header.acknowledged());
    xml.attribute("system", header.system());
    xml.attribute("schemaVersion", header.schemaVersion());
    if (header.schema() > 0) {
      xml.attribute("schema", header.schema());
    }
    if (header.mostChanges() > 0) {
      xml.attribute("mostChanges", header.mostChanges());
    }
    if (header.limits() != null) {
      xml.attribute("maxValue", header.limits().value());
      xml.attribute("maxRow", header.limits().row());
    }
    if (header.maxSize() > 0) {
      xml.attribute("maxSize", header.maxSize());
    }
    unsent(header.unsent());
    markup(">\n");
  }

  private void unsent(Unsent unsent) throws IOException {
    if (unsent.rows() > 0) {
      xml.attribute("unsentRows", unsent.rows());
      xml.attribute("unsentValue", unsent.value());
    }
    if (unsent.size() > 0) {
      xml.attribute("unsentSize", unsent.size());
    }
  }

  /** Writes everything buffered to the stream. */
  void flush() throws IOException {
    xml.flush();
  }

  void finish() throws IOException {
    markup("</changeset>\n");
    xml.flush();
  }

  @Override
  public void begin(Item.Begin begin) throws IOException {
    markup("<transaction");
    xml.attribute("id", begin.transaction());
    xml.attribute("at", begin.at().toString());
    markup(">\n");
  }

  @Override
  public void end(Item.End end) throws IOException {
    markup("</transaction>\n");
  }

  @Override
  public void change(Item.Change change) throws IOException {
    Table table = change.table();
    declare(table);
    Row before = change.before();
    Row after = change.after();
    if (before == null) {
      image("insert", table, after);
    } else if (after == null) {
      image("delete", table, before);
    } else {
      open("update", table);
      xml.markup(BEFORE);
      row(table, before, null);
      xml.markup(AFTER);
      row(table, after, before);
      xml.markup(AFTER_END);
      markup("</update>\n");
    }
  }

  @Override
  public void verdict(Item.Verdict verdict) throws IOException {
    for (Item.Image image : verdict.rows()) {
      declare(image.table());
    }
    markup("<verdict");
    xml.attribute("name", verdict.table());
    xml.attribute("number", verdict.number());
    xml.attribute("parked", Boolean.toString(verdict.parked()));
    if (verdict.later()) {
      xml.attribute("later", "true");
    }
    xml.markup(OPEN_END);
    key(verdict.key());
    for (Item.Image image : verdict.rows()) {
      image("row", image.table(), image.row());
    }
    markup("</verdict>\n");
  }

  @Override
  public void marker(Item.Marker marker) throws IOException {
    markup("<marker");
    xml.attribute("incarnation", marker.incarnation());
    xml.attribute("number", marker.number());
    xml.markup(EMPTY_END);
  }

  @Override
  public void present(Item.Present present) throws IOException {
    Table table = present.table();
    declare(table);
    open("present offered=\"" + present.offered() + more(present.purpose()) + "\"", table);
    row(table, present.row(), null);
    markup("</present>\n");
  }

  private static String more(Item.Present.Purpose purpose) {
    return switch (purpose) {
      case COMPARED -> "\" compared=\"true";
      case TO_COME -> "\" later=\"true";
      case WITHDRAWN -> "\" withdrawn=\"true";
      case PRESENT, OFFERED -> "";
    };
  }

  @Override
  public void request(Item.Request request) throws IOException {
    markup("<request");
    xml.attribute("what", request.what().name());
    xml.attribute("restart", Boolean.toString(request.restart()));
    xml.attribute("number", request.number());
    if (request.tables().isEmpty()) {
      xml.markup(EMPTY_END);
      return;
    }
    markup(">");
    for (String table : request.tables()) {
      markup("<of");
      xml.attribute("table", table);
      markup("/>");
    }
    markup("</request>\n");
  }

  @Override
  public void held(Item.Held held) throws IOException {
    markup("<held");
    xml.attribute("name", held.table());
    xml.markup(OPEN_END);
    key(held.key());
    if (!held.isReleased()) {
      markup("<reason>");
      value(held.reason());
      markup("</reason>");
    }
    markup("</held>\n");
  }

  @Override
  public void asked(Item.Asked asked) throws IOException {
    Table table = asked.table();
    declare(table);
    markup("<asked");
    xml.attribute("id", asked.id());
    xml.attribute("kind", asked.kind());
    xml.attribute("version", asked.version());
    markup(" table=\"");
    xml.markup(id(table));
    markup("\">");
    side("base", table, asked.base());
    side("theirs", table, asked.theirs());
    markup("</asked>\n");
  }

  @Override
  public void hashes(Item.Hashes hashes) throws IOException {
    markup("<hashes");
    xml.attribute("name", hashes.table());
    xml.attribute("ranges", hashes.ranges());
    if (hashes.content() == null) {
      xml.markup(EMPTY_END);
      return;
    }
    xml.markup(OPEN_END);
    markup("<content>");
    value(hashes.content());
    markup("</content></hashes>\n");
  }

  private void side(String element, Table table, Row row) throws IOException {
    if (row != null) {
      markup("<" + element + ">");
      row(table, row, null);
      markup("</" + element + ">");
    }
  }

  private void key(Key key) throws IOException {
    xml.markup(KEY);
    for (int i = 0; i < key.width(); i++) {
      value(key.get(i));
    }
    xml.markup(KEY_END);
  }

  private void image(String element, Table table, Row row) throws IOException {
    open(element, table);
    row(table, row, null);
    markup("</" + element + ">\n");
  }

  private void open(String element, Table table) throws IOException {
    markup("<" + element + " table=\"");
    xml.markup(id(table));
    markup("\">");
  }

  private void row(Table table, Row row, Row before) throws IOException {
    int width = row.width();
    if (width != table.width()) {
      throw new IllegalArgumentException(
          "A row of table `%s` has %d values for %d columns. Nothing was sent; run `bactrian check`."
              .formatted(table.name(), width, table.width()));
    }
    for (int i = 0; i < width; i++) {
      CharSequence value = row.cell(i);
      if (before != null && value != null && value.equals(before.cell(i))) {
        xml.markup(SAME);
      } else if (value != null
          && table.column(i).type() == LogicalType.BINARY
          && BinaryText.isHex(value)) {
        xml.markup(BINARY);
        xml.base64(value);
        xml.markup(BINARY_END);
      } else {
        value(value == null ? null : value.toString());
      }
    }
  }

  private void value(String value) throws IOException {
    if (value == null) {
      xml.markup(NULL);
    } else if (value.isEmpty()) {
      xml.markup(EMPTY);
    } else if (Escapes.needed(value)) {
      xml.markup(ESCAPED);
      xml.text(Escapes.encode(value));
      xml.markup(VALUE_END);
    } else {
      xml.markup(VALUE);
      xml.text(value);
      xml.markup(VALUE_END);
    }
  }

  /** The id that {@link #declare} gave the table. */
  private byte[] id(Table table) {
    if (table != lastTable) {
      lastId = ids.get(table);
      lastTable = table;
    }
    return lastId;
  }

  private void declare(Table table) throws IOException {
    if (id(table) != null) {
      return;
    }
    int id = ids.size() + 1;
    markup("<table");
    xml.attribute("id", id);
    xml.attribute("name", table.name());
    markup(">\n");
    for (Column column : table.columns()) {
      column(column);
    }
    markup("</table>\n");
    ids.put(table, ascii(Integer.toString(id)));
    lastTable = null;
  }

  private void column(Column column) throws IOException {
    markup("<column");
    TableShape.write(column, (part, value) -> xml.attribute(part, value.toString()));
    xml.markup(EMPTY_END);
  }

  private void markup(String ascii) throws IOException {
    xml.markup(ascii(ascii));
  }
}
