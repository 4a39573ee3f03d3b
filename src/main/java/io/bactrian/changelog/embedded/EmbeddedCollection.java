package io.bactrian.changelog.embedded;

import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.QueryResult;
import de.bwaldvogel.mongo.backend.h2.H2Collection;
import de.bwaldvogel.mongo.bson.Document;
import org.h2.mvstore.MVMap;

/**
 * A collection of the embedded server that reads no more than a query in the order of {@code _id}
 * is limited to, and does not encode each document once more to count its bytes. Thread-safe.
 */
final class EmbeddedCollection extends H2Collection {
  private static final Document BY_ID = new Document("_id", 1);

  EmbeddedCollection(
      MongoDatabase database,
      String name,
      CollectionOptions options,
      MVMap<Object, Document> documents,
      MVMap<String, Object> meta,
      CursorRegistry cursors) {
    super(database, name, options, documents, meta, cursors);
  }

  /** Documents come by {@code _id} anyway; to sort them, the server reads all of them first. */
  @Override
  protected QueryResult queryDocuments(
      Document query, Document order, int skip, int limit, int batchSize, Document fields) {
    return super.queryDocuments(
        query, BY_ID.equals(order) ? null : order, skip, limit, batchSize, fields);
  }

  @Override
  protected boolean tracksDataSize() {
    return false;
  }
}
