package io.bactrian.exchange.mongo;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.ReplaceOptions;
import io.bactrian.changeset.RowText;
import io.bactrian.problem.Problem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Enumeration;
import java.util.List;
import java.util.stream.IntStream;
import org.bson.Document;
import org.bson.types.Binary;

/** Contents of any size in documents of a mebibyte, streamed in and out. Thread-safe. */
final class ChunkedContent {
  private static final int CHUNK = 1 << 20;
  private static final int DROPPED_AT_ONCE = 16;

  /** What was written. */
  record Written(int chunks, long bytes) {}

  private final MongoCollection<Document> chunks;

  ChunkedContent(MongoCollection<Document> chunks) {
    this.chunks = chunks;
  }

  /** Replaces what an interrupted save may have left under this id. */
  Written write(String content, InputStream from) throws IOException {
    int count = 0;
    long bytes = 0;
    for (byte[] data = from.readNBytes(CHUNK); data.length > 0; data = from.readNBytes(CHUNK)) {
      String id = id(content, count++);
      bytes += data.length;
      chunks.replaceOne(
          eq("_id", id),
          new Document("_id", id).append("data", new Binary(data)),
          new ReplaceOptions().upsert(true));
    }
    int beyond = count;
    while (chunks.deleteOne(eq("_id", id(content, beyond))).getDeletedCount() > 0) {
      beyond++;
    }
    return new Written(count, bytes);
  }

  /** Holds one chunk at a time. */
  InputStream open(String content, int count) {
    return new SequenceInputStream(
        new Enumeration<>() {
          private int next;

          @Override
          public boolean hasMoreElements() {
            return next < count;
          }

          @Override
          public InputStream nextElement() {
            return chunk(content, next++);
          }
        });
  }

  private InputStream chunk(String content, int number) {
    Document chunk = chunks.find(eq("_id", id(content, number))).first();
    if (chunk == null) {
      throw Problem.of(
              "Part %d of the stored changeset %s is missing: it was acknowledged, or the store lost it.",
              number + 1, content)
          .follows("It can't be read; the stream waits.")
          .toDo("Restore the changelog's database, or reload the partner.")
          .exception();
    }
    return new ByteArrayInputStream(chunk.get("data", Binary.class).getData());
  }

  void drop(String content, int count) {
    for (int from = 0; from < count; from += DROPPED_AT_ONCE) {
      drop(content, from, Math.min(count, from + DROPPED_AT_ONCE));
    }
  }

  /** Of one that was not finished, so that nobody knows how many there are. */
  void drop(String content) {
    for (int from = 0; drop(content, from, from + DROPPED_AT_ONCE) > 0; ) {
      from += DROPPED_AT_ONCE;
    }
  }

  /** A few at a time: the embedded store reads what it deletes. */
  private long drop(String content, int from, int to) {
    List<String> ids = IntStream.range(from, to).mapToObj(i -> id(content, i)).toList();
    return chunks.deleteMany(in("_id", ids)).getDeletedCount();
  }

  private static String id(String content, int number) {
    return RowText.print(content, Integer.toString(number));
  }
}
