package io.bactrian.changelog;

import io.bactrian.changeset.Row;
import java.util.Date;
import java.util.List;
import org.bson.Document;

/** Converts acts to and from the documents in a conflict's {@code acts}. */
final class ActDocument {
  /** Rows up to this many characters stand in the document; there may be many acts. */
  private static final int INSIDE = 1 << 12;

  private ActDocument() {}

  static Document of(Act act, TableShapes shapes, LongTexts texts) {
    Document document =
        new Document("kind", act.kind().name())
            .append("by", act.by())
            .append("how", act.how())
            .append("note", act.note())
            .append("at", Date.from(act.at()));
    return act.hasRows()
        ? document
            .append("table", shapes.id(act.table()))
            .append("before", stored(act.before(), texts))
            .append("after", stored(act.after(), texts))
        : document;
  }

  /**
   * The acts of a conflict, in order; of one that an earlier version closed, that.
   *
   * @param texts null for a list: then without rows
   */
  static List<Act> all(Document conflict, TableShapes shapes, LongTexts texts) {
    List<Document> acts = conflict.getList("acts", Document.class);
    if (acts != null) {
      return acts.stream().map(act -> parse(act, shapes, texts)).toList();
    }
    Document closed = conflict.get("closed", Document.class);
    return closed == null ? List.of() : List.of(parse(closed, shapes, texts));
  }

  private static Act parse(Document act, TableShapes shapes, LongTexts texts) {
    String kind = act.getString("kind");
    String shape = act.getString("table");
    boolean rows = texts != null && shape != null;
    return new Act(
        kind == null ? Act.Kind.DECIDED : Act.Kind.valueOf(kind),
        act.getString("by"),
        act.getString("how"),
        act.getString("note"),
        act.getDate("at").toInstant(),
        rows ? shapes.table(shape) : null,
        rows ? row(act.getString("before"), texts) : null,
        rows ? row(act.getString("after"), texts) : null);
  }

  private static String stored(Row row, LongTexts texts) {
    if (row == null || row.text().length() <= INSIDE) {
      return row == null ? null : row.text();
    }
    String owner = TextHash.of(row.text(), 32);
    int count = texts.write(owner, 0, 0, row.text());
    return LongTexts.reference(owner, 0, count, row.text());
  }

  private static Row row(String text, LongTexts texts) {
    return text == null ? null : Row.ofText(texts.read(text));
  }
}
