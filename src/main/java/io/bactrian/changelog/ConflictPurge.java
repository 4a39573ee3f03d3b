package io.bactrian.changelog;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Projections.include;

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
import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * Removes conflict records for good, because a person says so; nothing else does. Those that wait
 * for a person stay. Thread-safe; reads through all of them.
 */
public final class ConflictPurge {
  private static final int AT_ONCE = 1_000;
  private static final int FRAME = 300;
  private static final List<String> ROWS =
      List.of("exact.base", "exact.ours", "exact.theirs", "exact.result");

  private final MongoCollection<Document> conflicts;
  private final MongoCollection<Document> parts;

  public ConflictPurge(ChangelogStore store) {
    conflicts = store.database().getCollection("conflicts");
    parts = store.database().getCollection("conflict_parts");
  }

  /**
   * Which ones.
   *
   * @param before they happened
   * @param spoke with which, or null for all
   */
  public record Which(Instant before, String spoke) {
    private Bson filter() {
      Bson decided = and(eq("open", false), lt("at", Date.from(before)));
      return spoke == null ? decided : and(decided, eq("spoke", spoke));
    }
  }

  /** How many there are. */
  public long count(Which which) {
    return conflicts.countDocuments(which.filter());
  }

  /**
   * Removes them, some at a time.
   *
   * @param going told by spoke what is about to go, before it does: cut short between the two, more
   *     is uncounted than is gone, and the rest goes when this is run again
   * @return how many went
   */
  public long run(Which which, Consumer<Map<String, ConflictCounts>> going) {
    long gone = 0;
    while (true) {
      List<Object> ids = new ArrayList<>();
      Map<String, ConflictCounts> sizes = new TreeMap<>();
      for (Document one : conflicts.find(which.filter()).limit(AT_ONCE)) {
        ids.add(one.get("_id"));
        sizes.merge(one.getString("spoke"), size(one), ConflictCounts::plus);
      }
      if (ids.isEmpty()) {
        return gone;
      }
      going.accept(sizes);
      gone += conflicts.deleteMany(in("_id", ids)).getDeletedCount();
    }
  }

  /** As {@link ConflictCounts#of} counted it. */
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
   * Removes parts of large rows that no record refers to any more. Only while nobody writes
   * records: one that is just being written refers to its parts last.
   */
  public void sweep() {
    Set<String> used = new HashSet<>();
    for (Document one : conflicts.find().projection(include(ROWS))) {
      Document exact = one.get("exact", Document.class);
      for (Object text : exact == null ? List.of() : exact.values()) {
        if (text instanceof String row && LongTexts.isReference(row)) {
          used.add(row.substring(1, row.indexOf(' ')));
        }
      }
    }
    List<Object> unused = new ArrayList<>();
    for (Document part : parts.find().projection(include("_id"))) {
      String id = part.getString("_id");
      if (!used.contains(id.substring(0, id.lastIndexOf('.')))) {
        unused.add(id);
      }
    }
    for (int from = 0; from < unused.size(); from += AT_ONCE) {
      parts.deleteMany(in("_id", unused.subList(from, Math.min(unused.size(), from + AT_ONCE))));
    }
  }
}
