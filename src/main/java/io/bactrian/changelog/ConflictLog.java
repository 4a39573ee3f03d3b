package io.bactrian.changelog;

import static com.mongodb.client.model.Accumulators.sum;
import static com.mongodb.client.model.Aggregates.group;
import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Projections.include;
import static com.mongodb.client.model.Sorts.descending;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.set;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.InsertManyOptions;
import io.bactrian.apply.OutboxRecord.ConflictRecord;
import io.bactrian.problem.Problem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * Every conflict that was ever decided here, for people to read, in the collection {@code
 * conflicts}, rows of any size in {@code conflict_parts}. Nothing depends on it for its
 * correctness. Thread-safe; what a method wrote is durable when it returns. In the embedded store
 * all but {@link #save} and {@link #find} take time with the number of conflicts.
 */
public final class ConflictLog implements ConflictRecords {
  private static final Bson ALL = new Document();
  private static final Bson OPEN = eq("open", true);

  private final MongoCollection<Document> conflicts;
  private final TableShapes shapes;
  private final LongTexts texts;

  public ConflictLog(ChangelogStore store) {
    conflicts = store.database().getCollection("conflicts");
    shapes = new TableShapes(store.database());
    texts = new LongTexts(store.database().getCollection("conflict_parts"));
    store.index("conflicts", "at");
    store.index("conflicts", "open", "at");
  }

  @Override
  public void save(List<ConflictRecord> some, Instant at) {
    List<Document> documents =
        some.stream().map(one -> ConflictDocument.of(one, at, shapes, texts)).toList();
    try {
      conflicts.insertMany(documents, new InsertManyOptions().ordered(false));
    } catch (MongoBulkWriteException e) {
      Duplicates.only(e);
      same(e.getWriteErrors().stream().map(error -> documents.get(error.getIndex())).toList(), e);
    }
  }

  /** What could not be stored must be there already, exactly so. */
  private void same(List<Document> refused, MongoBulkWriteException because) {
    Map<String, Document> there = new HashMap<>();
    List<String> ids = refused.stream().map(document -> document.getString("_id")).toList();
    for (Document one : conflicts.find(in("_id", ids)).projection(include("exact"))) {
      there.put(one.getString("_id"), one.get("exact", Document.class));
    }
    for (Document document : refused) {
      String id = document.getString("_id");
      if (!document.get("exact").equals(there.get(id))) {
        throw Problem.of("The conflict `%s` is stored already, with other rows.", id)
            .follows("It was not overwritten.")
            .toDo("Two sites may use one database for their changelogs: give each its own.")
            .exception(because);
      }
    }
  }

  /**
   * The newest first. Rows that are too large for a document have only the beginnings of their
   * values here; {@link #find} has all.
   */
  public List<StoredConflict> list(boolean openOnly, int limit) {
    List<StoredConflict> list = new ArrayList<>();
    for (Document document :
        conflicts.find(openOnly ? OPEN : ALL).sort(descending("at", "_id")).limit(limit)) {
      list.add(ConflictDocument.parse(document, shapes, null));
    }
    return list;
  }

  public Optional<StoredConflict> find(String id) {
    return Optional.ofNullable(conflicts.find(eq("_id", id)).first())
        .map(document -> ConflictDocument.parse(document, shapes, texts));
  }

  /**
   * A person decided an open conflict, or took note of it.
   *
   * @param by who
   * @param how what was decided, in words
   * @return false when it is not here or not open (any more): then nothing changed
   */
  public boolean close(String id, String by, String how, Instant at) {
    Document closed = new Document("by", by).append("how", how).append("at", Date.from(at));
    return conflicts
            .updateOne(and(eq("_id", id), OPEN), combine(set("open", false), set("closed", closed)))
            .getMatchedCount()
        == 1;
  }

  /** How many wait for a person. */
  public long openCount() {
    return conflicts.countDocuments(OPEN);
  }

  /** How many each rule has decided, open ones included, by the rule's name. */
  public Map<String, Long> countsByRule() {
    Map<String, Long> counts = new TreeMap<>();
    for (Document one : conflicts.aggregate(List.of(group("$rule", sum("count", 1L))))) {
      counts.put(one.getString("_id"), ((Number) one.get("count")).longValue());
    }
    return counts;
  }
}
