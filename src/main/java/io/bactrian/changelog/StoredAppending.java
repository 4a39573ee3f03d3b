package io.bactrian.changelog;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Projections.include;

import com.mongodb.client.MongoCollection;
import io.bactrian.problem.Problem;
import java.util.ArrayList;
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
    if (blocks.firsts().isEmpty()) {
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
    List<Long> ids = blocks.firsts();
    for (int from = 0; from < ids.size(); from += 100) {
      List<Long> some = ids.subList(from, Math.min(ids.size(), from + 100));
      int found = 0;
      for (Document block : log.find(in("_id", some)).projection(include("appending"))) {
        found += id.equals(block.get("appending")) ? 1 : 0;
      }
      if (found < some.size()) {
        throw Problem.of(
                "Of the blocks at positions %d to %d of the changelog, %d are not stored as this batch wrote them: another process appends, or the route that inserts them leaves some out.",
                some.get(0), some.get(some.size() - 1), some.size() - found)
            .follows(
                "The head stays at position %d; the batch is tried again.", expected.position())
            .passes()
            .exception();
      }
    }
  }

  /**
   * Looks first, then makes sure that no one has begun since, then deletes exactly what it saw: a
   * block that a later batch put in the same place has another id.
   */
  private void removeLeftovers() {
    List<Long> firsts = new ArrayList<>();
    Set<String> writers = new HashSet<>();
    long first = expected.position() + 1;
    for (Document block = leftover(first); block != null; block = leftover(first)) {
      firsts.add(first);
      writers.add(block.getString("appending"));
      first = block.getLong("last") + 1;
    }
    if (!firsts.isEmpty()) {
      stored.stillClaimed(expected, id);
      log.deleteMany(and(in("_id", firsts), in("appending", writers)));
    }
  }

  private Document leftover(long first) {
    return log.find(eq("_id", first)).projection(include("last", "appending")).first();
  }
}
