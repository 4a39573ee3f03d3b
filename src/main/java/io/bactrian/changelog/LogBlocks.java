package io.bactrian.changelog;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.lte;
import static com.mongodb.client.model.Projections.include;
import static com.mongodb.client.model.Sorts.ascending;

import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoCollection;
import io.bactrian.problem.Problem;
import io.bactrian.problem.ProblemException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.bson.Document;
import org.bson.conversions.Bson;

/** Finds blocks in the collection {@code log} by ranges of their ids. Stateless. */
final class LogBlocks {
  /** How many blocks one query asks for: the embedded server holds in memory what it answers. */
  private static final int AHEAD = 8;

  private static final int AHEAD_OF_FIELDS = 200;

  /** Blocks in one reply: a message may have 48 MB, a block 16 MB. */
  private static final int IN_REPLY = 2;

  private static final String[] WHOSE = {"last", "generation", "batch", "begins", "appending"};

  private final MongoCollection<Document> log;

  LogBlocks(MongoCollection<Document> log) {
    this.log = log;
  }

  /**
   * Walks from block to block, each of which begins where the one before it ended. What a runner
   * that woke up late left between them is passed over.
   *
   * @param first where a block begins
   * @param through the last position that is needed
   * @param fields of the blocks, none for all
   * @return fails with {@link #hole} where a block is missing
   */
  Iterator<Document> from(long first, long through, String... fields) {
    return new Iterator<>() {
      private final Deque<Document> ahead = new ArrayDeque<>();
      private long next = first;

      @Override
      public boolean hasNext() {
        return next <= through;
      }

      @Override
      public Document next() {
        ahead.removeIf(block -> block.getLong("_id") < next);
        if (ahead.isEmpty()) {
          between(next, through, fields).into(ahead);
        }
        Document block = ahead.poll();
        if (block == null || block.getLong("_id") != next) {
          throw hole(next);
        }
        next = block.getLong("last") + 1;
        return block;
      }
    };
  }

  private FindIterable<Document> between(long from, long through, String... fields) {
    FindIterable<Document> some =
        log.find(and(gte("_id", from), lte("_id", through))).sort(ascending("_id"));
    return fields.length == 0
        ? some.limit(AHEAD).batchSize(IN_REPLY)
        : some.limit(AHEAD_OF_FIELDS).projection(include(fields));
  }

  static ProblemException hole(long position) {
    return Problem.of(
            "The changelog has no entry at position %d, which its head says it has.", position)
        .follows("It was purged, or the store lost it; nothing is read beyond it.")
        .toDo(
            "Restore the changelog's database from a backup, or reload the partner that still needs it.")
        .exception();
  }

  /**
   * First position of the block that holds this one, or -1. What a runner that woke up late left
   * between the blocks of the log is told from them by its older batch, or by its writer: a batch
   * is whose its first block is, and of that there is one.
   */
  long holding(long position) {
    Bson holds =
        and(gt("_id", position - Blocks.MOST), lte("_id", position), gte("last", position));
    List<Document> best = new ArrayList<>();
    for (Document block : log.find(holds).projection(include(WHOSE))) {
      int order = best.isEmpty() ? 0 : compare(block, best.get(0));
      if (order > 0) {
        best.clear();
      }
      if (order >= 0) {
        best.add(block);
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
