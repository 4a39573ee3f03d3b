package io.bactrian.changelog;

import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.lte;
import static com.mongodb.client.model.Projections.include;
import static com.mongodb.client.model.Sorts.ascending;

import com.mongodb.client.MongoCollection;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.bson.Document;

/**
 * Removes the oldest blocks of a log and the parts of their large rows. For one thread at a time.
 */
final class LogPurge {
  private static final int DELETE_AT_ONCE = 200;

  private final MongoCollection<Document> log;
  private final StoredHead head;
  private final LogBlocks blocks;
  private final LongTexts texts;
  private boolean swept;

  LogPurge(MongoCollection<Document> log, StoredHead head, LogBlocks blocks, LongTexts texts) {
    this.log = log;
    this.head = head;
    this.blocks = blocks;
    this.texts = texts;
  }

  /** Removes whole blocks that end at this position or before it. */
  void through(long position) {
    List<Document> old = new ArrayList<>();
    long next = wholeBlocks(Math.min(position, head.read().position()), old);
    if (old.isEmpty()) {
      return;
    }
    // move the start of the log first: blocks that a crash leaves before it are not read
    head.first(next);
    if (!swept) {
      deleteBefore(old.get(0).getLong("_id"));
    }
    for (int from = 0; from < old.size(); from += DELETE_AT_ONCE) {
      remove(old.subList(from, Math.min(old.size(), from + DELETE_AT_ONCE)));
    }
    if (!swept) {
      texts.deleteBefore(next);
      swept = true;
    }
  }

  /** Removes all blocks; the log then starts at this position. */
  void everything(long next) {
    head.beginAt(next);
    deleteBefore(Long.MAX_VALUE);
    texts.deleteBefore(next);
  }

  /** A few at a time: a command that deletes a whole log would take longer than its time-out. */
  private void deleteBefore(long position) {
    Document last = lastOfSome(position);
    while (last != null) {
      log.deleteMany(lte("_id", last.getLong("_id")));
      last = lastOfSome(position);
    }
  }

  /** The last of the oldest blocks that begin before this position, or null when there is none. */
  private Document lastOfSome(long position) {
    Document last = null;
    for (Document block :
        log.find(lt("_id", position))
            .sort(ascending("_id"))
            .projection(include("_id"))
            .limit(DELETE_AT_ONCE)) {
      last = block;
    }
    return last;
  }

  /** Removes these blocks and everything that is stored before them. */
  private void remove(List<Document> old) {
    for (Document block : old) {
      List<Integer> parts = block.getList("parts", Integer.class, List.of());
      if (!parts.isEmpty()) {
        texts.delete(block.getString("appending"), parts.get(0), parts.get(1));
      }
    }
    log.deleteMany(lte("_id", old.get(old.size() - 1).getLong("_id")));
  }

  /**
   * Adds the oldest blocks to {@code old} and returns the first position of the block that stays.
   */
  private long wholeBlocks(long through, List<Document> old) {
    long next = head.first();
    Iterator<Document> oldest = blocks.from(next, through, "last", "appending", "parts");
    while (oldest.hasNext()) {
      Document block = oldest.next();
      if (block.getLong("last") > through) {
        return next;
      }
      old.add(block);
      next = block.getLong("last") + 1;
    }
    return next;
  }
}
