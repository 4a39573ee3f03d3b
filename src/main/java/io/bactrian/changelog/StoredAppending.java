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
 * A batch whose blocks go into the collection {@code log}. For one thread.
 *
 * <p>Each batch has an id of its own, drawn at its beginning and claimed in the head document. Of
 * two runners that append at once, only the last to begin can move the head, and what it inserted
 * is never taken for the other's: neither removed as a leftover, nor read. Parts of large rows are
 * named by the batch that stored them, so that two never write the same; the head names batches
 * that stored some until they are committed or their parts removed.
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
   * Looks first, then makes sure that no one has begun since, then deletes what those wrote whose
   * blocks it saw: a batch that begins later has another id.
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
