package io.bactrian.changelog;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.exists;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.or;
import static com.mongodb.client.model.Projections.include;
import static com.mongodb.client.model.Sorts.ascending;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import io.bactrian.apply.ConflictCounts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * Deletes closed conflict records when an operator or the retention asks for it; nothing else
 * deletes them. Thread-safe; reads all records.
 */
public final class ConflictPurge {
  private static final int AT_ONCE = 1_000;
  private static final int FRAME = 300;

  /** Records of this size together are a batch. */
  private static final long TOGETHER = 64 << 20;

  private static final Bson CLOSED = eq("open", false);
  private static final List<String> ROWS =
      List.of("exact.base", "exact.ours", "exact.theirs", "exact.result");

  private static final List<String> ALL_ROWS =
      Stream.concat(ROWS.stream(), Stream.of("acts.before", "acts.after")).toList();

  private static final List<String> ROW_NAMES =
      List.of("base", "ours", "theirs", "result", "before", "after");

  private final ChangelogStore store;

  public ConflictPurge(ChangelogStore store) {
    this.store = store;
  }

  private MongoCollection<Document> conflicts() {
    return store.patient().getCollection("conflicts");
  }

  private MongoCollection<Document> parts() {
    return store.patient().getCollection("conflict_parts");
  }

  /**
   * Selects closed records.
   *
   * @param before when they happened, exclusive
   * @param settled when a person did something about them last, exclusive; those about which nobody
   *     did anything are selected, too. Null for whenever
   * @param spoke the spoke they happened with, or null for all
   */
  public record Which(Instant before, Instant settled, String spoke) {
    /** Whenever a person did something about them. */
    public Which(Instant before, String spoke) {
      this(before, null, spoke);
    }

    private Bson filter() {
      List<Bson> all = new ArrayList<>(List.of(CLOSED, lt("at", Date.from(before))));
      if (settled != null) {
        all.add(or(exists("closed", false), lt("closed.at", Date.from(settled))));
      }
      if (spoke != null) {
        all.add(eq("spoke", spoke));
      }
      return and(all);
    }
  }

  /** How many records match. */
  public long count(Which which) {
    return conflicts().countDocuments(which.filter());
  }

  /** How many closed records there are. */
  public long count() {
    return conflicts().countDocuments(CLOSED);
  }

  /**
   * Records that are about to be deleted.
   *
   * @param ids the oldest first
   * @param sizes by spoke
   */
  public record Batch(List<String> ids, Map<String, ConflictCounts> sizes) {
    public Batch {
      ids = List.copyOf(ids);
      sizes = Map.copyOf(sizes);
    }
  }

  /**
   * Deletes matching records in batches, the oldest first. What a person does about one after it
   * was passed on keeps it, if {@code settled} is given.
   *
   * @param most how many at most
   * @param going called before each batch is deleted; when it fails, the batch stays. After a crash
   *     between the two, the next run passes the same records on again, and counters that were
   *     lowered are too low by one batch
   * @return how many were deleted
   */
  public long run(Which which, long most, Consumer<Batch> going) {
    long gone = 0;
    while (gone < most) {
      Batch batch = next(which, (int) Math.min(AT_ONCE, most - gone));
      if (batch.ids().isEmpty()) {
        return gone;
      }
      going.accept(batch);
      gone += conflicts().deleteMany(and(in("_id", batch.ids()), which.filter())).getDeletedCount();
    }
    return gone;
  }

  private Batch next(Which which, int most) {
    List<String> ids = new ArrayList<>();
    Map<String, ConflictCounts> sizes = new TreeMap<>();
    long size = 0;
    try (MongoCursor<Document> found =
        conflicts().find(which.filter()).sort(ascending("at", "_id")).limit(most).iterator()) {
      while (found.hasNext() && size < TOGETHER) {
        Document one = found.next();
        ConflictCounts counts = size(one);
        ids.add(one.getString("_id"));
        sizes.merge(one.getString("spoke"), counts, ConflictCounts::plus);
        size += counts.size();
      }
    }
    return new Batch(ids, sizes);
  }

  private static void use(Document rows, Set<String> used) {
    for (String name : rows == null ? List.<String>of() : ROW_NAMES) {
      String row = rows.getString(name);
      if (row != null && LongTexts.isReference(row)) {
        used.add(row.substring(1, row.indexOf(' ')));
      }
    }
  }

  /** Counts a stored conflict as {@link ConflictCounts#of} counts its record. */
  private static ConflictCounts size(Document conflict) {
    Document exact = conflict.get("exact", Document.class);
    long size = FRAME;
    for (String row : ROWS) {
      String text = exact.getString(row.substring("exact.".length()));
      size += text == null ? 0 : length(text);
    }
    return new ConflictCounts(1, size, 0);
  }

  private static long length(String text) {
    return LongTexts.isReference(text)
        ? Long.parseLong(text.substring(text.lastIndexOf(' ') + 1))
        : text.length();
  }

  /**
   * Deletes parts of large rows that no record refers to. Run it only while nobody saves records: a
   * record is written after its parts.
   */
  public void sweep() {
    Set<String> used = new HashSet<>();
    for (Document one : conflicts().find().projection(include(ALL_ROWS))) {
      use(one.get("exact", Document.class), used);
      one.getList("acts", Document.class, List.of()).forEach(act -> use(act, used));
    }
    List<Object> unused = new ArrayList<>();
    for (Document part : parts().find().projection(include("_id")).sort(ascending("_id"))) {
      String id = part.getString("_id");
      if (!used.contains(id.substring(0, id.lastIndexOf('.')))) {
        unused.add(id);
      }
    }
    for (int from = 0; from < unused.size(); from += AT_ONCE) {
      parts().deleteMany(in("_id", unused.subList(from, Math.min(unused.size(), from + AT_ONCE))));
    }
  }
}
