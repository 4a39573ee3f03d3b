package io.bactrian.changelog;

import io.bactrian.apply.OutboxRecord.ConflictRecord;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import io.bactrian.conflict.Conflict;
import io.bactrian.conflict.Decision;
import io.bactrian.conflict.Kind;
import io.bactrian.conflict.Versions;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bson.Document;

/**
 * Converts a conflict to and from a document. The document has the columns by name, for people and
 * queries, and under {@code exact} the data from which the record is rebuilt. If its rows are too
 * large for a document, the named columns have only the start of each value, and {@code exact}
 * refers to parts named by the hash of their text: a row is stored once, and storing a conflict
 * again gives an identical document.
 */
final class ConflictDocument {
  /** Most characters of rows in a document; it contains them twice, exact and readable. */
  private static final int INSIDE = 1 << 18;

  private ConflictDocument() {}

  static Document of(ConflictRecord record, Instant at, TableShapes shapes, LongTexts texts) {
    Conflict c = record.conflict();
    Decision d = record.decision();
    boolean large =
        length(c.base()) + length(c.ours()) + length(c.theirs()) + length(d.row()) > INSIDE;
    int most = large ? Math.max(64, INSIDE / 4 / c.table().width()) : Integer.MAX_VALUE;
    return new Document("_id", record.id())
        .append("at", Date.from(at))
        .append("open", d.open())
        .append("spoke", c.spoke())
        .append("changeset", record.number())
        .append("kind", c.kind().name())
        .append("table", c.table().name())
        .append("key", key(record))
        .append("columns", c.columns().stream().map(i -> c.table().column(i).name()).toList())
        .append("rule", d.rule())
        .append("version", d.version())
        .append("base", named(c.table(), c.base(), most))
        .append("ours", named(c.table(), c.ours(), most))
        .append("theirs", named(c.table(), c.theirs(), most))
        .append("result", named(c.table(), d.row(), most))
        .append("exact", exact(c, d, shapes, large ? texts : null));
  }

  /** For lists; null when no side has the row. */
  static List<String> key(ConflictRecord record) {
    Conflict c = record.conflict();
    return Stream.of(c.theirs(), c.base(), c.ours(), record.decision().row())
        .filter(Objects::nonNull)
        .findFirst()
        .map(c.table()::keyOf)
        .map(key -> IntStream.range(0, key.width()).mapToObj(key::get).toList())
        .orElse(null);
  }

  /**
   * @param texts null when all rows fit into the document
   */
  private static Document exact(Conflict c, Decision d, TableShapes shapes, LongTexts texts) {
    return new Document("table", shapes.id(c.table()))
        .append("columns", c.columns())
        .append("base", stored(c.base(), texts))
        .append("ours", stored(c.ours(), texts))
        .append("theirs", stored(c.theirs(), texts))
        .append("result", stored(d.row(), texts))
        .append("open", d.open());
  }

  /**
   * @param texts null for a list that people read: of a row too large for a document it shows only
   *     the start of each value
   */
  static StoredConflict parse(Document document, TableShapes shapes, LongTexts texts) {
    Document exact = document.get("exact", Document.class);
    Conflict conflict =
        new Conflict(
            Kind.valueOf(document.getString("kind")),
            new Versions(
                shapes.table(exact.getString("table")),
                Versions.columns(exact.getList("columns", Integer.class)),
                row(document, "base", texts),
                row(document, "ours", texts),
                row(document, "theirs", texts),
                document.getString("spoke")));
    Decision decision =
        new Decision(
            row(document, "result", texts),
            document.getString("rule"),
            document.getInteger("version"),
            exact.getBoolean("open"));
    return new StoredConflict(
        new ConflictRecord(
            document.getString("_id"), document.getLong("changeset"), conflict, decision),
        document.getDate("at").toInstant(),
        document.getBoolean("open"),
        ActDocument.all(document, shapes, texts));
  }

  private static Document named(Table table, Row row, int most) {
    if (row == null) {
      return null;
    }
    Document named = new Document();
    for (int i = 0; i < Math.min(table.width(), row.width()); i++) {
      named.append(field(table.column(i).name()), beginning(row.get(i), most));
    }
    return named;
  }

  /** Replaces dots and dollar signs, which have a meaning in MongoDB field names. */
  private static String field(String column) {
    return column.replace('.', '\uff0e').replace('$', '\uff04');
  }

  private static String beginning(String value, int most) {
    if (value == null || value.length() <= most) {
      return value;
    }
    int end = Character.isHighSurrogate(value.charAt(most - 1)) ? most - 1 : most;
    return value.substring(0, end) + "\u2026 (" + value.length() + " characters in all)";
  }

  static int length(Row row) {
    return row == null ? 0 : row.text().length();
  }

  private static String stored(Row row, LongTexts texts) {
    if (row == null || texts == null || row.text().length() <= INSIDE / 4) {
      return row == null ? null : row.text();
    }
    String owner = TextHash.of(row.text(), 32);
    int count = texts.write(owner, 0, 0, row.text());
    return LongTexts.reference(owner, 0, count, row.text());
  }

  private static Row row(Document document, String name, LongTexts texts) {
    String text = document.get("exact", Document.class).getString(name);
    if (text == null) {
      return null;
    }
    return texts == null && LongTexts.isReference(text)
        ? Row.of(document.get(name, Document.class).values().toArray(new String[0]))
        : Row.ofText(texts == null ? text : texts.read(text));
  }
}
