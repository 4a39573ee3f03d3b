package io.bactrian.changelog;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Projections.include;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import io.bactrian.problem.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.bson.Document;

/**
 * Finds blocks in the collection {@code log} by exact ids alone: the embedded server answers a
 * query by range by reading everything, and keeps all that matches in memory. Stateless.
 */
final class LogBlocks {
  /** How many blocks one query asks for. */
  private static final int AHEAD = 8;

  /** Blocks in one reply: a message may have 48 MB, a block 16 MB. */
  private static final int IN_REPLY = 2;

  private static final String[] WHOSE = {"last", "generation", "batch", "begins", "appending"};

  private final MongoCollection<Document> log;

  LogBlocks(MongoCollection<Document> log) {
    this.log = log;
  }

  /**
   * The block that begins at {@code first}, if it is there, and some that probably follow, by id.
   * Most blocks are as long as the one before them, or full.
   *
   * @param length of the block before
   */
  Map<Long, Document> from(long first, long length, String... fields) {
    List<Long> ids = new ArrayList<>();
    for (int i = 0; i < AHEAD; i++) {
      ids.add(first + i * length);
      if (i > 0 && length != Blocks.MOST) {
        ids.add(first + i * Blocks.MOST);
      }
    }
    Map<Long, Document> found = new HashMap<>();
    var query = log.find(in("_id", ids)).batchSize(IN_REPLY);
    if (fields.length > 0) {
      query = query.projection(include(fields)).batchSize(AHEAD * 2);
    }
    try (MongoCursor<Document> cursor = query.cursor()) {
      while (cursor.hasNext()) {
        Document block = cursor.next();
        found.put(block.getLong("_id"), block);
      }
    }
    return found;
  }

  /**
   * First position of the block that holds this one, or -1. What a runner that woke up late left
   * between the blocks of the log is told from them by its older batch, or by its writer: a batch
   * is whose its first block is, and of that there is one.
   */
  long holding(long position) {
    List<Long> ids =
        LongStream.rangeClosed(Math.max(1, position - Blocks.MOST + 1), position).boxed().toList();
    List<Document> best = new ArrayList<>();
    for (Document block : log.find(in("_id", ids)).projection(include(WHOSE))) {
      if (block.getLong("last") >= position) {
        int order = best.isEmpty() ? 0 : compare(block, best.get(0));
        if (order > 0) {
          best.clear();
        }
        if (order >= 0) {
          best.add(block);
        }
      }
    }
    if (best.size() > 1) {
      String owner = owner(best.get(0));
      best.removeIf(block -> !block.getString("appending").equals(owner));
    }
    if (best.size() > 1) {
      throw Problem.of(
              "Position %d of the changelog is in two blocks of the same batch, %d and %d.",
              position, best.get(0).getLong("_id"), best.get(1).getLong("_id"))
          .follows("Nothing was read.")
          .toDo(
              "Restore the changelog's database from a backup, or reload the partner that still needs it.")
          .exception();
    }
    return best.isEmpty() ? -1 : best.get(0).getLong("_id");
  }

  /** Who wrote the batch of this block; null when its beginning was purged. */
  private String owner(Document block) {
    Document first =
        log.find(eq("_id", block.getLong("begins"))).projection(include("appending")).first();
    return first == null ? null : first.getString("appending");
  }

  private static int compare(Document a, Document b) {
    int byGeneration = Long.compare(a.getLong("generation"), b.getLong("generation"));
    return byGeneration != 0 ? byGeneration : Long.compare(a.getLong("batch"), b.getLong("batch"));
  }
}
