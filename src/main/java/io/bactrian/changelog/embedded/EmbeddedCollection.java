package io.bactrian.changelog.embedded;

import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.QueryResult;
import de.bwaldvogel.mongo.backend.h2.H2Collection;
import de.bwaldvogel.mongo.bson.Document;
import org.h2.mvstore.MVMap;

/**
 * A faster collection for the embedded server: a query in {@code _id} order reads no more than its
 * limit, and documents are not encoded again to count their bytes. Thread-safe.
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

  /**
   * Skips sorting by {@code _id}: documents come in that order, and a sort would read all of them.
   */
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
