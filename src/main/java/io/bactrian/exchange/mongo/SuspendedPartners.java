package io.bactrian.exchange.mongo;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.setOnInsert;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.UpdateOptions;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.TreeMap;
import org.bson.Document;

/**
 * The suspended partners, with which nothing is exchanged, each with the time since when. Stored
 * apart from the streams, so that another process can suspend a partner of a running site.
 * Thread-safe.
 */
public final class SuspendedPartners {
  private final MongoCollection<Document> collection;

  public SuspendedPartners(MongoDatabase database) {
    collection = database.getCollection("suspended");
  }

  /** Suspends it; one that is suspended already keeps its time. */
  public void add(String partner, Instant since) {
    collection.updateOne(
        eq("_id", partner),
        setOnInsert("since", Date.from(since)),
        new UpdateOptions().upsert(true));
  }

  /**
   * @return false when it was not suspended
   */
  public boolean remove(String partner) {
    return collection.deleteOne(eq("_id", partner)).getDeletedCount() > 0;
  }

  /** All of them, as stored now; there are few. */
  public Map<String, Instant> all() {
    Map<String, Instant> all = new TreeMap<>();
    collection
        .find()
        .forEach(one -> all.put(one.getString("_id"), one.getDate("since").toInstant()));
    return all;
  }
}
