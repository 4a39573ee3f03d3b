package io.bactrian.changelog;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Updates.addToSet;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.pull;
import static com.mongodb.client.model.Updates.pullAll;
import static com.mongodb.client.model.Updates.set;

import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.ReplaceOptions;
import java.util.List;
import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * The documents of the collection {@code head}: {@code head} itself and {@code first}, the start of
 * the log. Changes use compare-and-set and are durable before a reader sees them.
 */
final class StoredHead {
  private static final Bson HEAD = eq("_id", "head");
  private static final Bson FIRST = eq("_id", "first");
  private final MongoCollection<Document> documents;

  StoredHead(MongoCollection<Document> documents) {
    this.documents = documents;
  }

  Head read() {
    Document head = documents.find(HEAD).first();
    return head == null
        ? Head.EMPTY
        : new Head(
            head.getLong("generation"),
            head.getLong("batch"),
            head.getString("nonce"),
            head.getLong("position"),
            head.getLong("previousPosition"));
  }

  /**
   * Claims the head: from now on only {@code appending} can move it.
   *
   * @return the unfinished batches that have stored parts of large rows
   * @throws Changelog.StaleHeadException when the head is elsewhere
   */
  List<String> claim(Head expected, String appending) {
    if (expected.equals(Head.EMPTY)) {
      create();
    }
    Document claimed = documents.findOneAndUpdate(is(expected), set("appending", appending));
    if (claimed == null) {
      throw new Changelog.StaleHeadException(expected, read());
    }
    return claimed.getList("unfinished", String.class, List.of());
  }

  /**
   * @throws Changelog.StaleHeadException when another runner has claimed the head since
   */
  void stillClaimed(Head expected, String appending) {
    if (documents.find(and(is(expected), eq("appending", appending))).first() == null) {
      throw new Changelog.StaleHeadException(expected, read());
    }
  }

  /**
   * Records, before the first part is written, that this batch stores parts of large rows. Until it
   * commits, this record is the only way to find them.
   *
   * @throws Changelog.StaleHeadException when another has claimed the head since
   */
  void storesParts(Head expected, String appending) {
    Bson mine = and(is(expected), eq("appending", appending));
    if (documents.updateOne(mine, addToSet("unfinished", appending)).getMatchedCount() == 0) {
      throw new Changelog.StaleHeadException(expected, read());
    }
  }

  /** Records that the parts of these batches were removed. */
  void removedParts(List<String> unfinished) {
    documents.updateOne(HEAD, pullAll("unfinished", unfinished));
  }

  /**
   * @param parts whether the batch stored parts, which now belong to the log
   * @throws Changelog.StaleHeadException when the head has moved or another runner has claimed it
   */
  void move(Head expected, String appending, Head next, boolean parts) {
    Bson moved =
        combine(
            set("generation", next.generation()),
            set("batch", next.batch()),
            set("nonce", next.nonce()),
            set("position", next.position()),
            set("previousPosition", next.previousPosition()));
    Bson update = parts ? combine(moved, pull("unfinished", appending)) : moved;
    Bson mine = and(is(expected), eq("appending", appending));
    if (documents.updateOne(mine, update).getMatchedCount() == 0) {
      throw new Changelog.StaleHeadException(expected, read());
    }
  }

  /** First position of the oldest block. */
  long first() {
    Document first = documents.find(FIRST).first();
    return first == null ? 1 : first.getLong("position");
  }

  /** Moves the start of the log forward; ignores a lower position, which a slow purge may bring. */
  void first(long position) {
    Bson behind = and(FIRST, lt("position", position));
    if (documents.updateOne(behind, set("position", position)).getMatchedCount() == 0) {
      insert(new Document("_id", "first").append("position", position));
    }
  }

  /** Sets the start of the log, forward or back. */
  void beginAt(long position) {
    documents.replaceOne(
        FIRST,
        new Document("_id", "first").append("position", position),
        new ReplaceOptions().upsert(true));
  }

  /** Sets the head unconditionally and cancels any claim on it. */
  void reset(Head head) {
    documents.replaceOne(HEAD, document(head), new ReplaceOptions().upsert(true));
  }

  private static Document document(Head e) {
    return new Document("_id", "head")
        .append("generation", e.generation())
        .append("batch", e.batch())
        .append("nonce", e.nonce())
        .append("position", e.position())
        .append("previousPosition", e.previousPosition())
        .append("appending", "");
  }

  private void create() {
    insert(document(Head.EMPTY));
  }

  /** Inserts a document; does nothing when it exists. */
  private void insert(Document document) {
    try {
      documents.insertOne(document);
    } catch (MongoWriteException duplicate) {
      Duplicates.only(duplicate);
    }
  }

  private static Bson is(Head head) {
    return and(
        HEAD,
        eq("generation", head.generation()),
        eq("batch", head.batch()),
        eq("nonce", head.nonce()),
        eq("position", head.position()),
        eq("previousPosition", head.previousPosition()));
  }
}
