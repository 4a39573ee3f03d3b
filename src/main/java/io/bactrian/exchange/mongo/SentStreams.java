package io.bactrian.exchange.mongo;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.addToSet;
import static com.mongodb.client.model.Updates.pullAll;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoWriteException;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoCollection;
import java.util.ArrayList;
import java.util.List;
import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * Stores how far each stream is, in one document per partner, so that no search is needed. The
 * document is written before a manifest: if the manifest that it names does not exist, the previous
 * one is the last. Thread-safe.
 */
final class SentStreams {
  /**
   * How far a stream is.
   *
   * @param number number of the last manifest, or of the one that is being saved
   * @param previousIncarnation of the manifest before it
   * @param previousNumber of the manifest before it, 0 for none
   * @param acknowledged number through which the partner has acknowledged, in this incarnation
   * @param dropped number through which contents are deleted
   */
  record Progress(
      long incarnation,
      long number,
      long previousIncarnation,
      long previousNumber,
      long acknowledged,
      long dropped) {
    static final Progress NONE = new Progress(0, 0, 0, 0, 0, 0);

    Progress acknowledged(long acknowledged, long dropped) {
      return new Progress(
          incarnation, number, previousIncarnation, previousNumber, acknowledged, dropped);
    }
  }

  private static final String UNFINISHED = "unfinished";

  private final MongoCollection<Document> documents;

  SentStreams(MongoCollection<Document> documents) {
    this.documents = documents;
  }

  Progress of(String partner) {
    Document d = documents.find(eq("_id", partner)).first();
    return d == null
        ? Progress.NONE
        : new Progress(
            d.getLong("incarnation"),
            d.getLong("number"),
            d.getLong("previousIncarnation"),
            d.getLong("previousNumber"),
            d.getLong("acknowledged"),
            d.getLong("dropped"));
  }

  /**
   * Updates a stream by compare-and-set, so that a process that was suspended can't move it back.
   *
   * @return false when the stream is not at {@code from} any more
   */
  boolean move(String partner, Progress from, Progress to) {
    return documents.updateOne(is(partner, from), set(to)).getMatchedCount() == 1;
  }

  /**
   * Lists a content as unfinished before it is written. If it never gets a manifest, the next save
   * finds and deletes it. Not durable: losing the entry only wastes disk space.
   *
   * @return the contents that were listed before
   */
  List<String> begin(String partner, String content) {
    MongoCollection<Document> quick = documents.withWriteConcern(WriteConcern.W1);
    Bson note = addToSet(UNFINISHED, content);
    Document before = quick.findOneAndUpdate(eq("_id", partner), note);
    if (before == null) {
      create(partner);
      before = quick.findOneAndUpdate(eq("_id", partner), note);
    }
    return before == null ? List.of() : before.getList(UNFINISHED, String.class, List.of());
  }

  /** The contents that are listed now. */
  List<String> unfinished(String partner) {
    Document d = documents.find(eq("_id", partner)).first();
    return d == null ? List.of() : d.getList(UNFINISHED, String.class, List.of());
  }

  /** Removes contents from the list, which have their manifest or are deleted. */
  void end(String partner, List<String> contents) {
    if (!contents.isEmpty()) {
      documents
          .withWriteConcern(WriteConcern.W1)
          .updateOne(eq("_id", partner), pullAll(UNFINISHED, contents));
    }
  }

  /**
   * Creates the document of a stream, if it does not exist, so that {@link #move} can update it.
   */
  void create(String partner) {
    try {
      documents.insertOne(fields(new Document("_id", partner), Progress.NONE));
    } catch (MongoWriteException e) {
      if (e.getError().getCategory() != ErrorCategory.DUPLICATE_KEY) {
        throw e;
      }
    }
  }

  private static Bson is(String partner, Progress p) {
    List<Bson> all = new ArrayList<>(List.of(eq("_id", partner)));
    fields(new Document(), p).forEach((name, value) -> all.add(eq(name, value)));
    return and(all);
  }

  private static Bson set(Progress p) {
    return new Document("$set", fields(new Document(), p));
  }

  private static Document fields(Document to, Progress p) {
    return to.append("incarnation", p.incarnation())
        .append("number", p.number())
        .append("previousIncarnation", p.previousIncarnation())
        .append("previousNumber", p.previousNumber())
        .append("acknowledged", p.acknowledged())
        .append("dropped", p.dropped());
  }
}
