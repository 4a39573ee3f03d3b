package io.bactrian.exchange.mongo;

import static com.mongodb.client.model.Filters.eq;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.ReplaceOptions;
import java.util.OptionalLong;
import org.bson.Document;

/**
 * Partners that were given up, each with the position through which the log is not kept for it.
 * Apart from their streams, so that another process can abandon a partner of a running site.
 */
record AbandonedPartners(MongoCollection<Document> collection) {

  void add(String partner, long through) {
    Document given = new Document("_id", partner).append("through", through);
    collection.replaceOne(eq("_id", partner), given, new ReplaceOptions().upsert(true));
  }

  void remove(String partner) {
    collection.deleteOne(eq("_id", partner));
  }

  OptionalLong through(String partner) {
    Document given = collection.find(eq("_id", partner)).first();
    return given == null ? OptionalLong.empty() : OptionalLong.of(given.getLong("through"));
  }
}
