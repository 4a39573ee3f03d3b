package io.bactrian.changelog;

import de.bwaldvogel.mongo.backend.AbstractUniqueIndex;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.KeyValue;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.List;
import java.util.Map.Entry;
import java.util.stream.Stream;
import org.h2.mvstore.MVMap;

/**
 * The embedded server's index of {@code _id}, kept by the text of the value. The server's own
 * serializes both sides of every comparison, which makes a look-up many times slower. A document's
 * position is its {@code _id}.
 */
final class IdIndex extends AbstractUniqueIndex<Object> {
  private final MVMap<String, Object> positions;

  IdIndex(MVMap<String, Object> positions, String name, List<IndexKey> keys) {
    super(name, keys, false);
    this.positions = positions;
  }

  @Override
  protected Object getPosition(KeyValue id) {
    return positions.get(id.toString());
  }

  @Override
  protected boolean putKeyPosition(KeyValue id, Object position) {
    return positions.putIfAbsent(id.toString(), position) == null;
  }

  @Override
  protected Object removeDocument(KeyValue id) {
    return positions.remove(id.toString());
  }

  @Override
  protected Iterable<Entry<KeyValue, Object>> getIterable() {
    Stream<Entry<KeyValue, Object>> all =
        positions.values().stream().map(id -> new SimpleImmutableEntry<>(new KeyValue(id), id));
    return all::iterator;
  }

  @Override
  public long getCount() {
    return positions.sizeAsLong();
  }

  @Override
  public long getDataSize() {
    return getCount();
  }
}
