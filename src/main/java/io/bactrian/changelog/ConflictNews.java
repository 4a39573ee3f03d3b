package io.bactrian.changelog;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Projections.include;
import static com.mongodb.client.model.Updates.set;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.InsertManyOptions;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.UpdateOneModel;
import io.bactrian.apply.OutboxRecord.ConflictRecord;
import io.bactrian.conflict.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bson.Document;

/**
 * What happened to conflicts and is not told yet, in the collection {@code conflict_news}. Each
 * news is stored before, or again until, what it tells is durable, so that none is missing after a
 * crash; its id is the same each time, so that none is told twice. Thread-safe.
 */
public final class ConflictNews {
  private static final List<String> TOLD_OF =
      List.of("at", "spoke", "table", "kind", "columns", "exact.open", "acts", "closed", "told");

  private final MongoCollection<Document> news;
  private final MongoCollection<Document> conflicts;

  public ConflictNews(ChangelogStore store) {
    news = store.database().getCollection("conflict_news");
    conflicts = store.database().getCollection("conflicts");
  }

  /**
   * News of one conflict.
   *
   * @param id the same for the same news
   * @param act which of the acts about the conflict, from 1; 0 for its being opened
   * @param at when it was stored
   */
  public record News(String id, String conflict, int act, Instant at) {}

  /** Stores that these conflicts wait for a person; those that are decided are passed over. */
  void opened(List<ConflictRecord> some, Instant at) {
    List<Document> documents =
        some.stream()
            .filter(record -> record.decision().open())
            .map(record -> document(record.id(), 0, at))
            .toList();
    if (documents.isEmpty()) {
      return;
    }
    try {
      news.insertMany(documents, new InsertManyOptions().ordered(false));
    } catch (MongoBulkWriteException e) {
      Duplicates.only(e);
    }
  }

  /** Stores that a person is about to act on a conflict. */
  void acting(String conflict, int act, Instant at) {
    Document document = document(conflict, act, at);
    news.replaceOne(eq("_id", document.get("_id")), document, new ReplaceOptions().upsert(true));
  }

  /**
   * As {@link #acting(String, int, Instant)} for several.
   *
   * @param counts which of the acts about a conflict it is, by the conflict's id
   */
  void acting(Map<String, Integer> counts, Map<String, Act> acts) {
    List<ReplaceOneModel<Document>> all = new ArrayList<>();
    counts.forEach(
        (conflict, act) -> {
          Document document = document(conflict, act, acts.get(conflict).at());
          all.add(
              new ReplaceOneModel<>(
                  eq("_id", document.get("_id")), document, new ReplaceOptions().upsert(true)));
        });
    if (!all.isEmpty()) {
      news.bulkWrite(all);
    }
  }

  private static Document document(String conflict, int act, Instant at) {
    return new Document("_id", conflict + "/" + act)
        .append("conflict", conflict)
        .append("act", act)
        .append("at", Date.from(at));
  }

  /** News that are not told, at most this many, in no order. */
  public List<News> untold(int most) {
    List<News> some = new ArrayList<>();
    for (Document one : news.find().limit(most)) {
      some.add(
          new News(
              one.getString("_id"),
              one.getString("conflict"),
              one.getInteger("act"),
              one.getDate("at").toInstant()));
    }
    return some;
  }

  /**
   * What news tell of a conflict.
   *
   * @param at when it was stored
   * @param kind the word for it
   * @param columns names of those in question
   * @param opened whether it was open when it was stored
   * @param acts what people did, in order; without rows
   * @param told how many of its news are told: its being opened is the first
   */
  public record About(
      Instant at,
      String spoke,
      String table,
      String kind,
      List<String> columns,
      boolean opened,
      List<Act> acts,
      int told) {
    public About {
      columns = List.copyOf(columns);
      acts = List.copyOf(acts);
    }
  }

  /** By id; those that are gone are missing. */
  public Map<String, About> about(Collection<String> ids) {
    Map<String, About> found = new HashMap<>();
    for (Document one : conflicts.find(in("_id", ids)).projection(include(TOLD_OF))) {
      found.put(
          one.getString("_id"),
          new About(
              one.getDate("at").toInstant(),
              one.getString("spoke"),
              one.getString("table"),
              Kind.valueOf(one.getString("kind")).word(),
              one.getList("columns", String.class),
              one.get("exact", Document.class).getBoolean("open"),
              ActDocument.all(one, null, null),
              one.getInteger("told", 0)));
    }
    return found;
  }

  /**
   * Stores that news are told.
   *
   * @param ids of the news
   * @param counts how many news of a conflict are told by now, by its id
   */
  public void told(Collection<String> ids, Map<String, Integer> counts) {
    if (!counts.isEmpty()) {
      conflicts.bulkWrite(
          counts.entrySet().stream()
              .map(
                  one ->
                      new UpdateOneModel<Document>(
                          eq("_id", one.getKey()), set("told", one.getValue())))
              .toList());
    }
    if (!ids.isEmpty()) {
      news.deleteMany(in("_id", ids));
    }
  }
}
