package io.bactrian.changelog;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Projections.include;
import static com.mongodb.client.model.Sorts.ascending;

import com.mongodb.client.MongoCollection;
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
 * Deletes closed conflict records when an operator asks for it; nothing else deletes them.
 * Thread-safe; reads all records.
 */
public final class ConflictPurge {
  private static final int AT_ONCE = 1_000;
  private static final int FRAME = 300;
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
   * Selects records.
   *
   * @param before when they happened, exclusive
   * @param spoke the spoke they happened with, or null for all
   */
  public record Which(Instant before, String spoke) {
    private Bson filter() {
      Bson decided = and(eq("open", false), lt("at", Date.from(before)));
      return spoke == null ? decided : and(decided, eq("spoke", spoke));
    }
  }

  /** How many records match. */
  public long count(Which which) {
    return conflicts().countDocuments(which.filter());
  }

  /**
   * Deletes the matching records in batches.
   *
   * @param going called before each batch is deleted, with its counts by spoke. After a crash
   *     between the two, counters are too low by one batch, which the next run deletes
   * @return how many were deleted
   */
  public long run(Which which, Consumer<Map<String, ConflictCounts>> going) {
    long gone = 0;
    while (true) {
      List<Object> ids = new ArrayList<>();
      Map<String, ConflictCounts> sizes = new TreeMap<>();
      for (Document one : conflicts().find(which.filter()).limit(AT_ONCE)) {
        ids.add(one.get("_id"));
        sizes.merge(one.getString("spoke"), size(one), ConflictCounts::plus);
      }
      if (ids.isEmpty()) {
        return gone;
      }
      going.accept(sizes);
      gone += conflicts().deleteMany(in("_id", ids)).getDeletedCount();
    }
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
