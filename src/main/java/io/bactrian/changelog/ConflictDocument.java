package io.bactrian.changelog;

import io.bactrian.apply.OutboxRecord.ConflictRecord;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import io.bactrian.conflict.Conflict;
import io.bactrian.conflict.Decision;
import io.bactrian.conflict.Kind;
import java.time.Instant;
import java.util.Date;
import org.bson.Document;

/**
 * A conflict as a document: columns by their names for people and queries, and beside them, under
 * {@code exact}, what the record is rebuilt from.
 */
final class ConflictDocument {
  private ConflictDocument() {}

  static Document of(ConflictRecord record, Instant at, TableShapes shapes) {
    Conflict c = record.conflict();
    Decision d = record.decision();
    return new Document("_id", record.id())
        .append("at", Date.from(at))
        .append("open", d.open())
        .append("spoke", c.spoke())
        .append("changeset", record.number())
        .append("kind", c.kind().name())
        .append("table", c.table().name())
        .append("columns", c.columns().stream().map(i -> c.table().column(i).name()).toList())
        .append("rule", d.rule())
        .append("version", d.version())
        .append("base", named(c.table(), c.base()))
        .append("ours", named(c.table(), c.ours()))
        .append("theirs", named(c.table(), c.theirs()))
        .append("result", named(c.table(), d.row()))
        .append("exact", exact(c, d, shapes));
  }

  private static Document exact(Conflict c, Decision d, TableShapes shapes) {
    return new Document("table", shapes.id(c.table()))
        .append("columns", c.columns())
        .append("base", text(c.base()))
        .append("ours", text(c.ours()))
        .append("theirs", text(c.theirs()))
        .append("result", text(d.row()))
        .append("open", d.open());
  }

  static StoredConflict parse(Document document, TableShapes shapes) {
    Document exact = document.get("exact", Document.class);
    Conflict conflict =
        new Conflict(
            Kind.valueOf(document.getString("kind")),
            shapes.table(exact.getString("table")),
            exact.getList("columns", Integer.class),
            row(exact.getString("base")),
            row(exact.getString("ours")),
            row(exact.getString("theirs")),
            document.getString("spoke"));
    Decision decision =
        new Decision(
            row(exact.getString("result")),
            document.getString("rule"),
            document.getInteger("version"),
            exact.getBoolean("open"));
    Document closed = document.get("closed", Document.class);
    return new StoredConflict(
        new ConflictRecord(
            document.getString("_id"), document.getLong("changeset"), conflict, decision),
        document.getDate("at").toInstant(),
        document.getBoolean("open"),
        closed == null
            ? null
            : new StoredConflict.Closing(
                closed.getString("by"), closed.getString("how"), closed.getDate("at").toInstant()));
  }

  private static Document named(Table table, Row row) {
    if (row == null) {
      return null;
    }
    Document named = new Document();
    for (int i = 0; i < Math.min(table.width(), row.width()); i++) {
      named.append(field(table.column(i).name()), row.get(i));
    }
    return named;
  }

  /** Dots and dollars mean something to MongoDB. */
  private static String field(String column) {
    return column.replace('.', '\uff0e').replace('$', '\uff04');
  }

  private static String text(Row row) {
    return row == null ? null : row.text();
  }

  private static Row row(String text) {
    return text == null ? null : Row.ofText(text);
  }
}
