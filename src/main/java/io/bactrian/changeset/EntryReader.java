package io.bactrian.changeset;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Reads the items inside a transaction. For one thread. */
final class EntryReader {
  private static final Set<String> VERDICT = Set.of("name", "number", "parked");
  private static final Set<String> MARKER = Set.of("incarnation", "number");
  private static final Set<String> LATER = Set.of("later");
  private static final Set<String> PURPOSES = Set.of("compared", "later", "withdrawn");
  private static final Set<String> PRESENT = Set.of("table", "offered");
  private static final Set<String> REQUEST = Set.of("what", "restart", "number");

  private static final Set<String> HELD = Set.of("name");
  private static final Set<String> HASHES = Set.of("name", "ranges");
  private static final Set<String> ASKED = Set.of("id", "kind", "version", "table");

  private final XmlCursor xml;
  private final TableReader tables;
  private final RowReader rows;

  EntryReader(XmlCursor xml, TableReader tables, RowReader rows) {
    this.xml = xml;
    this.tables = tables;
    this.rows = rows;
  }

  /** Reads the item whose start tag was read, through its end tag. */
  Item read() {
    rows.item();
    return switch (xml.name()) {
      case "insert" -> {
        Table table = tables.reference();
        yield new Item.Change(table, null, rows.row(table, null));
      }
      case "update" -> update();
      case "delete" -> {
        Table table = tables.reference();
        yield new Item.Change(table, rows.row(table, null), null);
      }
      case "verdict" -> verdict();
      case "marker" -> marker();
      case "present" -> present();
      case "request" -> request();
      case "held" -> held();
      case "asked" -> asked();
      case "hashes" -> hashes();
      default -> throw xml.malformed("a transaction contains an unknown element");
    };
  }

  private Item update() {
    Table table = tables.reference();
    into("before");
    Row before = rows.row(table, null);
    into("after");
    Row after = rows.row(table, before);
    xml.empty();
    return new Item.Change(table, before, after);
  }

  private Item verdict() {
    xml.expect(VERDICT, LATER);
    String table = xml.attribute("name");
    long number = xml.number("number", 0, Long.MAX_VALUE);
    boolean parked = xml.flag("parked");
    boolean later = xml.has("later") && xml.flag("later");
    if (parked && later) {
      throw xml.malformed("a verdict is both parked and to come");
    }
    into("key");
    Key key = rows.key();
    List<Item.Image> images = new ArrayList<>();
    while (xml.start()) {
      if (!xml.name().equals("row") || parked) {
        throw xml.malformed(
            "a verdict contains more than its key and rows, or is parked and has rows");
      }
      Table shape = tables.reference();
      images.add(new Item.Image(shape, rows.row(shape, null)));
    }
    return new Item.Verdict(table, key, number, parked, images, later);
  }

  private void into(String element) {
    if (!xml.start() || !xml.name().equals(element) || xml.attributes() > 0) {
      throw xml.malformed("an element other than " + element + " is in its place");
    }
  }

  private Item present() {
    Item.Present.Purpose purpose = purpose();
    Table table = tables.referred();
    return new Item.Present(table, rows.row(table, null), purpose);
  }

  private Item.Present.Purpose purpose() {
    xml.expect(PRESENT, PURPOSES);
    Set<Item.Present.Purpose> said = EnumSet.noneOf(Item.Present.Purpose.class);
    if (xml.flag("offered")) {
      said.add(Item.Present.Purpose.OFFERED);
    }
    more("compared", Item.Present.Purpose.COMPARED, said);
    more("later", Item.Present.Purpose.TO_COME, said);
    more("withdrawn", Item.Present.Purpose.WITHDRAWN, said);
    if (said.size() > 1) {
      throw xml.malformed("a row is present for more than one purpose");
    }
    return said.isEmpty() ? Item.Present.Purpose.PRESENT : said.iterator().next();
  }

  private void more(String flag, Item.Present.Purpose purpose, Set<Item.Present.Purpose> said) {
    if (xml.has(flag) && xml.flag(flag)) {
      said.add(purpose);
    }
  }

  private Item request() {
    xml.expect(REQUEST);
    Item.Request request =
        new Item.Request(
            what(xml.attribute("what")),
            xml.flag("restart"),
            xml.number("number", 0, Long.MAX_VALUE),
            tables.names());
    return request;
  }

  private Item.Request.What what(String name) {
    for (Item.Request.What what : Item.Request.What.values()) {
      if (what.name().equals(name)) {
        return what;
      }
    }
    throw xml.malformed("a request is of an unknown kind");
  }

  private Item held() {
    xml.expect(HELD);
    String table = xml.attribute("name");
    into("key");
    Key key = rows.key();
    if (!xml.start()) {
      return new Item.Held(table, key, null);
    }
    Key reason = xml.name().equals("reason") && xml.attributes() == 0 ? rows.key() : null;
    if (reason == null || reason.width() != 1 || reason.get(0) == null) {
      throw xml.malformed("a held row contains more than its key and a reason");
    }
    xml.empty();
    return new Item.Held(table, key, reason.get(0));
  }

  private Item asked() {
    xml.expect(ASKED);
    String id = xml.attribute("id");
    String kind = xml.attribute("kind");
    int version = (int) xml.number("version", 0, Integer.MAX_VALUE);
    Table table = tables.referred();
    Row base = null;
    Row theirs = null;
    while (xml.start()) {
      boolean first = xml.name().equals("base") && base == null && theirs == null;
      if (!first && !(xml.name().equals("theirs") && theirs == null) || xml.attributes() > 0) {
        throw xml.malformed("a question contains more than base and theirs");
      }
      Row row = rows.row(table, null);
      base = first ? row : base;
      theirs = first ? null : row;
    }
    if (base == null && theirs == null) {
      throw xml.malformed("a question contains no row");
    }
    return new Item.Asked(id, kind, version, table, base, theirs);
  }

  private Item hashes() {
    xml.expect(HASHES);
    String table = xml.attribute("name");
    int ranges = (int) xml.number("ranges", 1, Item.Hashes.MOST);
    if (Integer.bitCount(ranges) != 1) {
      throw xml.malformed("the number of ranges is no power of two");
    }
    if (!xml.start()) {
      return new Item.Hashes(table, ranges, null);
    }
    Key content = xml.name().equals("content") && xml.attributes() == 0 ? rows.key() : null;
    if (content == null || content.width() != 1 || content.get(0) == null) {
      throw xml.malformed("hashes contain more than their content");
    }
    xml.empty();
    return new Item.Hashes(table, ranges, content.get(0));
  }

  private Item marker() {
    xml.expect(MARKER);
    Item.Marker marker =
        new Item.Marker(
            xml.number("incarnation", 0, Long.MAX_VALUE), xml.number("number", 0, Long.MAX_VALUE));
    xml.empty();
    return marker;
  }
}
