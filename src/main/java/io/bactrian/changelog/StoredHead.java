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
 * The documents of the collection {@code head}: {@code head} itself and {@code first}, where the
 * log begins. Both change by compare-and-set only, and are durable before anyone sees them.
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
   * Makes {@code appending} the only one that can move the head from here.
   *
   * @return the batches that have stored parts of large rows and will never move the head
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
   * @throws Changelog.StaleHeadException when another has claimed the head since
   */
  void stillClaimed(Head expected, String appending) {
    if (documents.find(and(is(expected), eq("appending", appending))).first() == null) {
      throw new Changelog.StaleHeadException(expected, read());
    }
  }

  /**
   * Says that this batch stores parts of large rows, before the first: until it is committed they
   * are to be found only by this.
   *
   * @throws Changelog.StaleHeadException when another has claimed the head since
   */
  void storesParts(Head expected, String appending) {
    Bson mine = and(is(expected), eq("appending", appending));
    if (documents.updateOne(mine, addToSet("unfinished", appending)).getMatchedCount() == 0) {
      throw new Changelog.StaleHeadException(expected, read());
    }
  }

  /** The parts of these batches are gone. */
  void removedParts(List<String> unfinished) {
    documents.updateOne(HEAD, pullAll("unfinished", unfinished));
  }

  /**
   * @param parts whether the batch stored any: they are part of the log from now on
   * @throws Changelog.StaleHeadException when the head is elsewhere or claimed by another
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

  /** Position at which the oldest block begins. */
  long first() {
    Document first = documents.find(FIRST).first();
    return first == null ? 1 : first.getLong("position");
  }

  /** Never back: a purge that was slow has nothing to say any more. */
  void first(long position) {
    Bson behind = and(FIRST, lt("position", position));
    if (documents.updateOne(behind, set("position", position)).getMatchedCount() == 0) {
      insert(new Document("_id", "first").append("position", position));
    }
  }

  /** Sets where the log begins, wherever it did before. */
  void beginAt(long position) {
    documents.replaceOne(
        FIRST,
        new Document("_id", "first").append("position", position),
        new ReplaceOptions().upsert(true));
  }

  /** Sets the head, whatever it was; whoever had claimed it has lost it. */
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

  /** Does nothing when it is there. */
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
