package io.bactrian.changelog;

import static com.mongodb.client.model.Filters.eq;

import com.mongodb.client.MongoCollection;
import java.util.List;
import org.bson.Document;

/**
 * Estimates how large a stretch of the changelog is, from a few blocks of it: neither is the log
 * read, however long, nor are figures of the server asked for, which the embedded one does not
 * keep. Stateless.
 */
record LogSize(MongoCollection<Document> log, LogBlocks blocks) {
  private static final int SAMPLES = 5;

  /** About how many characters the entries with {@code after < number <= through} take. */
  long between(long after, long through) {
    long entries = 0;
    long chars = 0;
    for (int sample = 0; sample < SAMPLES && after < through; sample++) {
      long position = after + 1 + (through - after - 1) * sample / (SAMPLES - 1);
      Document block = log.find(eq("_id", blocks.containing(position))).first();
      if (block != null) { // else it is being purged
        entries += block.getList("entries", String.class).size();
        chars += chars(block);
      }
    }
    return entries == 0 ? 0 : Math.round((double) chars / entries * (through - after));
  }

  private static long chars(Document block) {
    long texts = length(block, "entries") + length(block, "transactions");
    return texts + (long) (LongTexts.PART / 2) * parts(block);
  }

  private static long length(Document block, String field) {
    return block.getList(field, String.class).stream().mapToLong(String::length).sum();
  }

  /** Of rows that are too large for the block; each is at most full, and half full on average. */
  private static int parts(Document block) {
    List<Integer> parts = block.getList("parts", Integer.class, List.of(0, 0));
    return parts.get(1);
  }
}
