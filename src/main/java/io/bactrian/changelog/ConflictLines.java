package io.bactrian.changelog;

import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Projections.include;
import static com.mongodb.client.model.Sorts.descending;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import io.bactrian.conflict.Decision;
import io.bactrian.conflict.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.bson.Document;
import org.bson.conversions.Bson;

/** Reads conflicts without their rows. Thread-safe. */
final class ConflictLines {
  private static final int AT_ONCE = 1_000;
  private static final Bson PARTS =
      include(
          "at",
          "open",
          "spoke",
          "changeset",
          "kind",
          "table",
          "key",
          "columns",
          "rule",
          "version",
          "closed.by");

  private final TableShapes shapes;

  ConflictLines(TableShapes shapes) {
    this.shapes = shapes;
  }

  /**
   * Passes those that match on, the newest first.
   *
   * @param to returns whether it takes more
   */
  void read(MongoCollection<Document> conflicts, Bson filter, Predicate<List<ConflictLine>> to) {
    try (MongoCursor<Document> found =
        conflicts.find(filter).projection(PARTS).sort(descending("at", "_id")).iterator()) {
      while (found.hasNext()) {
        List<Document> some = new ArrayList<>();
        while (found.hasNext() && some.size() < AT_ONCE) {
          some.add(found.next());
        }
        if (!to.test(lines(conflicts, some))) {
          return;
        }
      }
    }
  }

  private List<ConflictLine> lines(MongoCollection<Document> conflicts, List<Document> some) {
    Map<String, List<String>> keys = keysOfOld(conflicts, some);
    return some.stream().map(document -> line(document, keys)).toList();
  }

  /** Earlier versions stored no key: it is found in the rows. */
  private Map<String, List<String>> keysOfOld(
      MongoCollection<Document> conflicts, List<Document> some) {
    List<String> old =
        some.stream()
            .filter(document -> !document.containsKey("key"))
            .map(document -> document.getString("_id"))
            .toList();
    Map<String, List<String>> keys = new HashMap<>();
    if (!old.isEmpty()) {
      Consumer<Document> take =
          document ->
              keys.put(
                  document.getString("_id"),
                  ConflictDocument.key(ConflictDocument.parse(document, shapes, null).record()));
      conflicts.find(in("_id", old)).forEach(take);
    }
    return keys;
  }

  private static ConflictLine line(Document document, Map<String, List<String>> keys) {
    String id = document.getString("_id");
    Document closed = document.get("closed", Document.class);
    Kind kind = Kind.valueOf(document.getString("kind"));
    Decision decision =
        new Decision(
            null,
            document.getString("rule"),
            document.getInteger("version"),
            document.getBoolean("open"));
    return new ConflictLine(
        id,
        document.getDate("at").toInstant(),
        decision.open(),
        document.getString("spoke"),
        document.getLong("changeset"),
        kind.word(),
        document.getString("table"),
        keys.containsKey(id) ? keys.get(id) : document.getList("key", String.class),
        document.getList("columns", String.class),
        decision.rule(),
        closed == null ? decision.settledBy(kind) : closed.getString("by"));
  }
}
