package io.bactrian.changelog;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Projections.include;

import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoCollection;
import io.bactrian.problem.Problem;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.bson.Document;

/**
 * A batch being appended to the collection {@code log}. For one thread.
 *
 * <p>Each batch writes a unique id into the head document when it starts. If two runners append at
 * once, only the one that started last can move the head, and the id keeps their blocks apart: its
 * blocks are neither removed as leftovers nor mixed with the other's. Names of parts of large rows
 * contain the batch id, so two runners never write the same part. The head document lists the
 * batches that stored parts until they commit or their parts are removed.
 */
final class StoredAppending implements Appending {
  private final MongoCollection<Document> log;
  private final StoredHead stored;
  private final Head expected;
  private final String id;
  private final Blocks blocks;
  private final LargeRows large;

  StoredAppending(
      MongoCollection<Document> log,
      StoredHead stored,
      Head expected,
      String id,
      TableShapes shapes,
      LongTexts texts,
      Iterator<LogEntry> entries) {
    this.log = log;
    this.stored = stored;
    this.expected = expected;
    this.id = id;
    this.large = new LargeRows(texts, stored, expected, id);
    this.blocks = new Blocks(entries, shapes, large, expected, id);
    List<String> unfinished = stored.claim(expected, id);
    removeLeftovers();
    if (!unfinished.isEmpty()) {
      unfinished.forEach(texts::deleteAll);
      stored.removedParts(unfinished);
    }
  }

  @Override
  public Iterator<Document> blocks() {
    return blocks;
  }

  @Override
  public Head commit(String nonce) {
    if (blocks.hasNext()) {
      throw Problem.of(
              "The changelog's batch %d was to be committed before all of its blocks were inserted.",
              expected.batch() + 1)
          .follows("The head stays at position %d; the batch is tried again.", expected.position())
          .passes()
          .exception();
    }
    if (blocks.count() == 0) {
      return expected;
    }
    verify();
    Head next =
        new Head(
            expected.generation(),
            expected.batch() + 1,
            nonce,
            blocks.position(),
            expected.position());
    stored.move(expected, id, next, large.parts() > 0);
    return next;
  }

  private void verify() {
    int missing = blocks.count();
    for (Document block : beyondHead()) {
      missing -= id.equals(block.getString("appending")) ? 1 : 0;
    }
    if (missing > 0) {
      throw Problem.of(
              "Of the blocks at positions %d to %d of the changelog, %d are not stored as this batch wrote them: another process appends, or the route that inserts them leaves some out.",
              expected.position() + 1, blocks.position(), missing)
          .follows("The head stays at position %d; the batch is tried again.", expected.position())
          .passes()
          .exception();
    }
  }

  /**
   * Finds leftover blocks, checks that no other runner has started since, then deletes by the batch
   * ids it found: a batch that starts later has another id.
   */
  private void removeLeftovers() {
    Set<String> writers = new HashSet<>();
    for (Document block : beyondHead()) {
      writers.add(block.getString("appending"));
    }
    if (!writers.isEmpty()) {
      stored.stillClaimed(expected, id);
      log.deleteMany(and(gt("_id", expected.position()), in("appending", writers)));
    }
  }

  private FindIterable<Document> beyondHead() {
    return log.find(gt("_id", expected.position())).projection(include("appending"));
  }
}
