package io.bactrian.changelog;

import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lt;

import com.mongodb.client.MongoCollection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
    long next = wholeBlocks(head.first(), Math.min(position, head.read().position()), old);
    if (old.isEmpty()) {
      return;
    }
    // first: what a crash leaves of the rest is out of everyone's way
    head.first(next);
    for (int from = 0; from < old.size(); from += DELETE_AT_ONCE) {
      remove(old.subList(from, Math.min(old.size(), from + DELETE_AT_ONCE)));
    }
    if (!swept) {
      log.deleteMany(lt("_id", next));
      texts.deleteBefore(next);
      swept = true;
    }
  }

  /** Removes all blocks; the log begins at this position. */
  void everything(long next) {
    head.beginAt(next);
    log.deleteMany(new Document());
    texts.deleteBefore(next);
  }

  private void remove(List<Document> old) {
    for (Document block : old) {
      List<Integer> parts = block.getList("parts", Integer.class, List.of());
      if (!parts.isEmpty()) {
        texts.delete(block.getString("appending"), parts.get(0), parts.get(1));
      }
    }
    log.deleteMany(in("_id", old.stream().map(block -> block.getLong("_id")).toList()));
  }

  /** Collects blocks from {@code next} on; where the first that stays begins. */
  private long wholeBlocks(long next, long through, List<Document> old) {
    long length = Blocks.MOST;
    Map<Long, Document> ahead = Map.of();
    while (next <= through) {
      if (!ahead.containsKey(next)) {
        ahead = blocks.from(next, length, "last", "appending", "parts");
      }
      Document block = ahead.get(next);
      if (block == null) {
        throw BlockEntries.hole(next);
      }
      long last = block.getLong("last");
      if (last > through) {
        return next;
      }
      old.add(block);
      length = last - next + 1;
      next = last + 1;
    }
    return next;
  }
}
