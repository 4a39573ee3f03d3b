package io.bactrian.changeset;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads and remembers table declarations. For one thread. */
final class TableReader {
  private static final Set<String> TABLE = Set.of("id", "name");
  private static final Set<String> COLUMN = Set.copyOf(TableShape.PARTS);
  private static final Set<String> REFERENCE = Set.of("table");
  private static final int OVERHEAD = 400;

  private final XmlCursor xml;
  private final Limits limits;
  private final List<Table> byId = new ArrayList<>();
  private final Map<Table, Table> known = new HashMap<>();
  private final TableShape.Reader parts = new Attributes();
  private long left;

  TableReader(XmlCursor xml, Limits limits) {
    this.xml = xml;
    this.limits = limits;
    this.left = limits.maxItemCharacters();
  }

  /** The declared table that the element's only attribute refers to. */
  Table reference() {
    xml.expect(REFERENCE);
    return referred();
  }

  /** The declared table that the element's attribute refers to. */
  Table referred() {
    long id = xml.number("table", 1, limits.maxTables());
    if (id > byId.size()) {
      throw xml.malformed("a table is used before it is declared");
    }
    return byId.get((int) id - 1);
  }

  /** Reads the declaration whose start tag was read. */
  void declare() {
    xml.expect(TABLE);
    if (xml.number("id", 1, limits.maxTables()) != byId.size() + 1) {
      throw xml.malformed("tables are not declared with ids 1, 2, 3 and so on");
    }
    String name = name();
    List<Column> columns = new ArrayList<>();
    Set<String> names = new HashSet<>();
    boolean keyed = false;
    while (xml.start()) {
      Column column = column();
      if (!names.add(column.name()) || names.size() > limits.maxColumns()) {
        throw xml.malformed("a table has a column twice, or too many");
      }
      keyed |= column.key();
      columns.add(column);
    }
    if (!keyed) {
      throw xml.malformed("a table has no key column");
    }
    Table table = new Table(name, columns);
    byId.add(known.computeIfAbsent(table, same -> same));
  }

  private Column column() {
    if (!xml.name().equals("column")) {
      throw xml.malformed("a table declaration contains more than columns");
    }
    xml.expect(COLUMN);
    Column column;
    try {
      column = TableShape.read(parts);
    } catch (IllegalArgumentException e) {
      throw xml.malformed("a column has an unknown type");
    }
    if (column.name().isEmpty()) {
      throw unnamed();
    }
    xml.empty();
    left -= OVERHEAD + column.name().length() + column.nativeType().length();
    if (left < 0) {
      throw xml.malformed("the declarations of tables are too long");
    }
    return column;
  }

  /** Names of tables, declared or not, in the elements {@code of} of the current element. */
  List<String> names() {
    List<String> names = new ArrayList<>();
    while (xml.start()) {
      if (!xml.name().equals("of") || names.size() == limits.maxTables()) {
        throw xml.malformed("a list of tables contains another element, or is too long");
      }
      names.add(referredName());
      xml.empty();
    }
    return names;
  }

  private String referredName() {
    xml.expect(REFERENCE);
    String name = xml.attribute("table");
    if (name.isEmpty()) {
      throw unnamed();
    }
    return name;
  }

  private String name() {
    String name = xml.attribute("name");
    if (name.isEmpty()) {
      throw unnamed();
    }
    return name;
  }

  private MalformedChangesetException unnamed() {
    return xml.malformed("a table or column has no name");
  }

  /** The attributes of the current column element. */
  private final class Attributes implements TableShape.Reader {
    @Override
    public String text(String part) {
      return xml.attribute(part);
    }

    @Override
    public int number(String part, int least) {
      return (int) xml.number(part, least, Integer.MAX_VALUE);
    }

    @Override
    public boolean flag(String part) {
      return xml.flag(part);
    }
  }
}
