package io.bactrian.changelog.embedded;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.KeyValue;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.DuplicateKeyError;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map.Entry;
import java.util.Set;
import java.util.TreeSet;
import org.h2.mvstore.MVMap;

/**
 * The embedded server's index of {@code _id}: the map of the documents itself, which is ordered by
 * it. Answers every query that gives ids or a range of them, in their order, whatever else it asks;
 * the server checks the rest. All ids of a collection are texts, or all are longs. Not thread-safe:
 * the server uses it under the collection's lock.
 */
final class IdIndex extends Index<Object> {
  private static final String ID = "_id";
  private static final Set<String> ANSWERED = Set.of("$eq", "$in", "$gt", "$gte", "$lt", "$lte");

  private final MVMap<Object, Document> documents;

  IdIndex(MVMap<Object, Document> documents, String name, List<IndexKey> keys) {
    super(name, keys, false);
    this.documents = documents;
  }

  @Override
  public boolean canHandle(Document query) {
    return !conditions(query).isEmpty();
  }

  /** At least all that match: the bounds are included. */
  @Override
  public Iterable<Object> getPositions(Document query) {
    Object from = null;
    Object through = null;
    for (Entry<String, Object> condition : conditions(query)) {
      Object value = condition.getValue();
      switch (condition.getKey()) {
        case "$eq" -> {
          return there(List.of(value));
        }
        case "$in" -> {
          return there(new TreeSet<>((Collection<?>) value));
        }
        case "$gt", "$gte" -> from = value;
        default -> through = value;
      }
    }
    Object first = from;
    Object last = through;
    return () -> documents.cursor(first, last, false);
  }

  private List<Object> there(Collection<?> ids) {
    return ids.stream().filter(documents::containsKey).map(Object.class::cast).toList();
  }

  /** What a query says about {@code _id}, as operators and values. */
  private static List<Entry<String, Object>> conditions(Document query) {
    List<Entry<String, Object>> found = new ArrayList<>();
    query.forEach(
        (field, value) -> {
          if (field.equals("$and")) {
            ((Collection<?>) value).forEach(part -> found.addAll(conditions((Document) part)));
          } else if (field.equals(ID) && value instanceof Document operators) {
            found.addAll(operators.entrySet());
          } else if (field.equals(ID)) {
            found.addAll(new Document("$eq", value).entrySet());
          }
        });
    found.removeIf(one -> one.getValue() == null || !ANSWERED.contains(one.getKey()));
    return found;
  }

  @Override
  public Object getPosition(Document document) {
    Object id = document.get(ID);
    return documents.containsKey(id) ? id : null;
  }

  @Override
  public void checkAdd(Document document, MongoCollection<Object> collection) {
    if (getPosition(document) != null) {
      throw new DuplicateKeyError(
          this, collection, getKeys(), new KeyValue(List.of(document.get(ID))));
    }
  }

  @Override
  public Object remove(Document document) {
    return getPosition(document);
  }

  @Override
  public long getCount() {
    return documents.sizeAsLong();
  }

  @Override
  public long getDataSize() {
    return getCount();
  }

  @Override
  public void add(Document document, Object position, MongoCollection<Object> collection) {}

  @Override
  public void checkUpdate(Document before, Document after, MongoCollection<Object> collection) {}

  @Override
  public void updateInPlace(
      Document before, Document after, Object position, MongoCollection<Object> collection) {}

  @Override
  public void drop() {}
}
