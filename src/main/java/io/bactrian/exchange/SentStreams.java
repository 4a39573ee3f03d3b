package io.bactrian.exchange;

import static com.mongodb.client.model.Filters.eq;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.ReplaceOptions;
import org.bson.Document;

/**
 * How far each stream is, one document a partner, so that nothing has to be searched. It is written
 * before a manifest: the manifest it names may not exist yet, then the one before is the last.
 */
final class SentStreams {
  /**
   * @param number of the last manifest, or of the one that is being saved
   * @param previousIncarnation of the manifest before it
   * @param previousNumber of the manifest before it, 0 for none
   * @param acknowledged number in this incarnation
   * @param dropped contents are gone through this number
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

  void put(String partner, Progress p) {
    documents.replaceOne(
        eq("_id", partner),
        new Document("_id", partner)
            .append("incarnation", p.incarnation())
            .append("number", p.number())
            .append("previousIncarnation", p.previousIncarnation())
            .append("previousNumber", p.previousNumber())
            .append("acknowledged", p.acknowledged())
            .append("dropped", p.dropped()),
        new ReplaceOptions().upsert(true));
  }
}
