package io.bactrian.changeset;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32;

/**
 * Serializes the shape of a table. Defines the parts that describe a column, their names and their
 * order, for all formats: changesets and the changelog store each part under its name, side tables
 * and triggers store all parts as one text. Pure.
 */
public final class TableShape {
  private static final String NAME = "name";
  private static final String TYPE = "type";
  private static final String NATIVE_TYPE = "nativeType";
  private static final String LENGTH = "length";
  private static final String SCALE = "scale";
  private static final String NULLABLE = "nullable";
  private static final String KEY = "key";

  /** The names of a column's parts, in order. */
  public static final List<String> PARTS =
      List.of(NAME, TYPE, NATIVE_TYPE, LENGTH, SCALE, NULLABLE, KEY);

  private TableShape() {}

  /**
   * Receives the parts of a column, in order.
   *
   * @param <X> the exception it may throw
   */
  @FunctionalInterface
  public interface Writer<X extends Exception> {
    /**
     * @param value a string, an integer or a boolean; never null
     */
    void part(String name, Object value) throws X;
  }

  /** Supplies the parts of a column; called in order. */
  public interface Reader {
    /** Never null. */
    String text(String part);

    /**
     * @param least the smallest valid number
     */
    int number(String part, int least);

    boolean flag(String part);
  }

  /** Writes all parts of a column. */
  public static <X extends Exception> void write(Column column, Writer<X> to) throws X {
    to.part(NAME, column.name());
    to.part(TYPE, column.type().name());
    to.part(NATIVE_TYPE, column.nativeType());
    to.part(LENGTH, column.length());
    to.part(SCALE, column.scale());
    to.part(NULLABLE, column.nullable());
    to.part(KEY, column.key());
  }

  /**
   * Reads a column that {@link #write} wrote.
   *
   * @throws IllegalArgumentException when its type is unknown
   */
  public static Column read(Reader from) {
    return new Column(
        from.text(NAME),
        LogicalType.valueOf(from.text(TYPE)),
        from.text(NATIVE_TYPE),
        from.number(LENGTH, 0),
        from.number(SCALE, -1),
        from.flag(NULLABLE),
        from.flag(KEY));
  }

  /**
   * The whole shape as one text; equal tables have equal texts. Stored texts must stay readable in
   * all later versions.
   */
  public static String text(Table table) {
    List<String> parts = new ArrayList<>();
    parts.add(table.name());
    for (Column column : table.columns()) {
      List<String> texts = new ArrayList<>();
      write(column, (part, value) -> texts.add(textOf(value)));
      parts.add(RowText.print(texts.toArray(new String[0])));
    }
    return RowText.print(parts.toArray(new String[0]));
  }

  /** A short name of the shape, the same for equal tables only. */
  public static String id(Table table) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text(table).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 8);
    } catch (NoSuchAlgorithmException everyJavaHasIt) {
      throw new IllegalStateException(everyJavaHasIt);
    }
  }

  /** Parses the result of {@link #text}. */
  public static Table parse(String text) {
    String[] parts = RowText.parse(text);
    List<Column> columns = new ArrayList<>();
    for (int i = 1; i < parts.length; i++) {
      columns.add(read(new PartsOfText(RowText.parse(parts[i]))));
    }
    return new Table(parts[0], columns);
  }

  /** A hash of the shapes, which changes when any table or column does. */
  public static String fingerprint(Collection<Table> tables) {
    CRC32 sum = new CRC32();
    tables.stream()
        .map(TableShape::text)
        .sorted()
        .forEach(text -> sum.update(text.getBytes(StandardCharsets.UTF_8)));
    return "%08x".formatted(sum.getValue());
  }

  private static String textOf(Object value) {
    if (value instanceof Boolean flag) {
      return flag ? "1" : "0";
    }
    return value.toString();
  }

  /** Reads the parts in order from a text without names. */
  private static final class PartsOfText implements Reader {
    private final String[] parts;
    private int at;

    PartsOfText(String[] parts) {
      this.parts = parts;
    }

    @Override
    public String text(String part) {
      return parts[at++];
    }

    @Override
    public int number(String part, int least) {
      return Integer.parseInt(text(part));
    }

    @Override
    public boolean flag(String part) {
      return text(part).equals("1");
    }
  }
}
