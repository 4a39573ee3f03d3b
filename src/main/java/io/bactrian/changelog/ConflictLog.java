package io.bactrian.changelog;

import static com.mongodb.client.model.Accumulators.sum;
import static com.mongodb.client.model.Aggregates.group;
import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Projections.include;
import static com.mongodb.client.model.Sorts.ascending;
import static com.mongodb.client.model.Sorts.descending;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.InsertManyOptions;
import io.bactrian.apply.BatchLimit;
import io.bactrian.apply.OutboxRecord.ConflictRecord;
import io.bactrian.problem.Problem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * All conflicts decided at this site, for people to read: in the collection {@code conflicts}, with
 * large rows in {@code conflict_parts}. Replication does not depend on it. Thread-safe; writes are
 * durable when a method returns. In the embedded store every method except {@link #save} and {@link
 * #find} reads all conflicts.
 */
public final class ConflictLog implements ConflictRecords {
  private static final Bson ALL = new Document();
  private static final Bson OPEN = eq("open", true);

  private final ChangelogStore store;
  private final MongoCollection<Document> conflicts;
  private final TableShapes shapes;
  private final LongTexts texts;
  private final ConflictNews news;
  private final ConflictActs acts;

  public ConflictLog(ChangelogStore store) {
    this.store = store;
    conflicts = store.database().getCollection("conflicts");
    shapes = new TableShapes(store.database());
    texts = new LongTexts(store.database().getCollection("conflict_parts"));
    news = new ConflictNews(store);
    acts = new ConflictActs(conflicts, shapes, texts, news);
    store.index("conflicts", "at");
    store.index("conflicts", "open", "at");
  }

  /** For queries that may read all of them. */
  private MongoCollection<Document> all() {
    return store.patient().getCollection("conflicts");
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
    news.opened(some, at); // after a crash before it, all is saved again
  }

  /** Checks that refused documents are already stored with identical content. */
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
   * Selects conflicts. A part that is null selects all.
   *
   * @param table the hub's
   * @param before when they happened, exclusive
   */
  public record Which(boolean openOnly, String spoke, String table, Instant before) {
    private Bson filter() {
      List<Bson> all = new ArrayList<>(List.of(openOnly ? OPEN : ALL));
      if (spoke != null) {
        all.add(eq("spoke", spoke));
      }
      if (table != null) {
        all.add(eq("table", table));
      }
      if (before != null) {
        all.add(lt("at", Date.from(before)));
      }
      return and(all);
    }
  }

  /**
   * Passes them on without their rows, the newest first, in parts.
   *
   * @param to returns whether it takes more
   */
  public void lines(Which which, Predicate<List<ConflictLine>> to) {
    new ConflictLines(shapes).read(all(), which.filter(), to);
  }

  /** Passes those with these ids on, whole, one after the other, the oldest first. */
  public void each(Collection<String> ids, Consumer<StoredConflict> to) {
    for (Document document : all().find(in("_id", ids)).sort(ascending("at", "_id"))) {
      to.accept(ConflictDocument.parse(document, shapes, texts));
    }
  }

  /**
   * Passes those with these ids on, whole, in lists that end when their rows are large. What is not
   * there is left out. In no order.
   *
   * @param to is done with a list, and its memory, before the next one is read
   */
  public void inParts(Collection<String> ids, Consumer<List<StoredConflict>> to) {
    List<StoredConflict> part = new ArrayList<>();
    BatchLimit limit = new BatchLimit();
    for (Document document : conflicts.find(in("_id", ids))) {
      part.add(ConflictDocument.parse(document, shapes, texts));
      if (limit.add(part.get(part.size() - 1).size()).reached()) {
        to.accept(List.copyOf(part));
        part.clear();
        limit.clear();
      }
    }
    if (!part.isEmpty()) {
      to.accept(part);
    }
  }

  /** Which of these are open. */
  public Set<String> open(Collection<String> ids) {
    return ids(and(in("_id", ids), OPEN));
  }

  /** Which of these ids are stored. */
  public Set<String> stored(Collection<String> ids) {
    return ids(in("_id", ids));
  }

  private Set<String> ids(Bson which) {
    Set<String> found = new HashSet<>();
    for (Document document : conflicts.find(which).projection(include("_id"))) {
      found.add(document.getString("_id"));
    }
    return found;
  }

  /** Those whose id begins so, whole. */
  public List<StoredConflict> beginning(String id, boolean openOnly, int limit) {
    Bson there = and(openOnly ? OPEN : ALL, gte("_id", id), lt("_id", id + '\uffff'));
    List<StoredConflict> list = new ArrayList<>();
    for (Document document : conflicts.find(there).limit(limit)) {
      list.add(ConflictDocument.parse(document, shapes, texts));
    }
    return list;
  }

  /**
   * The newest first. Rows that are too large for a document have only the start of each value;
   * {@link #find} returns them whole.
   */
  public List<StoredConflict> list(boolean openOnly, int limit) {
    List<StoredConflict> list = new ArrayList<>();
    for (Document document :
        all().find(openOnly ? OPEN : ALL).sort(descending("at", "_id")).limit(limit)) {
      list.add(ConflictDocument.parse(document, shapes, null));
    }
    return list;
  }

  public Optional<StoredConflict> find(String id) {
    return Optional.ofNullable(conflicts.find(eq("_id", id)).first())
        .map(document -> ConflictDocument.parse(document, shapes, texts));
  }

  /**
   * Adds what a person did about a conflict, which is open no longer.
   *
   * @return whether it was open until now; false, too, when there is no such conflict
   */
  public boolean add(String id, Act act) {
    return acts.add(id, act);
  }

  /**
   * Adds what a person did about a conflict that is decided, unless there is another act with this
   * number by then.
   *
   * @param number how many acts come before it
   * @return whether it was added
   */
  public boolean addAs(int number, String id, Act act) {
    return acts.addAs(number, id, act);
  }

  /**
   * As {@link #add} for several, with a number of commands that does not grow with them.
   *
   * @param some by the ids of the conflicts
   * @return the ids of those that were open until now
   */
  public Set<String> addEach(Map<String, Act> some) {
    return acts.addEach(some);
  }

  /** How many conflicts wait for a person. */
  public long openCount() {
    return conflicts.countDocuments(OPEN);
  }

  /** The number of conflicts, including open ones, by the name of the rule that decided them. */
  public Map<String, Long> countsByRule() {
    Map<String, Long> counts = new TreeMap<>();
    for (Document one : all().aggregate(List.of(group("$rule", sum("count", 1L))))) {
      counts.put(one.getString("_id"), ((Number) one.get("count")).longValue());
    }
    return counts;
  }
}
