package io.bactrian.changelog;

import static com.mongodb.client.model.Filters.lte;

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
    log.deleteMany(new Document());
    texts.deleteBefore(next);
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
