package io.bactrian.changelog;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import de.bwaldvogel.mongo.backend.h2.H2Collection;
import de.bwaldvogel.mongo.backend.h2.H2Database;
import de.bwaldvogel.mongo.bson.Document;
import io.netty.channel.Channel;
import java.util.List;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;

/**
 * The embedded server's commands over one MVStore file, made trustworthy: one command at a time;
 * what a command with {@code writeConcern: {j: true}} wrote, and all before it, is on disk before
 * it is answered or seen by anyone; the file changes by whole commands only, so that a crash tears
 * nothing. Thread-safe.
 */
final class EmbeddedBackend extends H2Backend {
  /** Kibibytes of changes after which they are written out even if no one asked for it. */
  private static final int UNSAVED = 16 * 1024;

  /** The file's chunks are made denser every so many commits, this many bytes at most. */
  private static final int TIDY_EVERY = 256;

  private static final int TIDY_BYTES = 4 << 20;

  private int commits;

  EmbeddedBackend(MVStore store) {
    super(store);
  }

  @Override
  public synchronized Document handleCommand(
      Channel channel, String database, String command, Document query) {
    Document reply = super.handleCommand(channel, database, command, query);
    if (query.get("writeConcern") instanceof Document concern
        && Boolean.TRUE.equals(concern.get("j"))) {
      save();
    } else if (getMvStore().getUnsavedMemory() / 1024 > UNSAVED) {
      getMvStore().commit();
    }
    // documents are changed in place by later commands, and this reply is not encoded yet
    return reply.containsKey("cursor") || reply.containsKey("value") ? reply.cloneDeeply() : reply;
  }

  private void save() {
    if (getMvStore().hasUnsavedChanges()) {
      getMvStore().commit();
      getMvStore().sync();
      if (++commits % TIDY_EVERY == 0) {
        getMvStore().compact(60, TIDY_BYTES);
      }
    }
  }

  @Override
  public synchronized void close() {
    super.close();
  }

  @Override
  protected MongoDatabase openOrCreateDatabase(String name) {
    return new Database(name, getCursorRegistry());
  }

  /** Inner, because the constructor of its super class asks for the store before fields are set. */
  private final class Database extends H2Database {
    Database(String name, CursorRegistry cursors) {
      super(name, getMvStore(), cursors);
    }

    /** One that does not encode each document once more to count its bytes. */
    @Override
    protected MongoCollection<Object> openOrCreateCollection(
        String collection, CollectionOptions options) {
      String name = getFullCollectionNamespace(collection);
      MVMap<Object, Document> documents = getMvStore().openMap("databases." + name);
      MVMap<String, Object> meta = getMvStore().openMap("meta." + name);
      return new H2Collection(this, collection, options, documents, meta, cursorRegistry) {
        @Override
        protected boolean tracksDataSize() {
          return false;
        }
      };
    }

    @Override
    protected Index<Object> openOrCreateUniqueIndex(
        String collection, String index, List<IndexKey> keys, boolean sparse) {
      if (keys.size() != 1 || !keys.get(0).getKey().equals("_id")) {
        return super.openOrCreateUniqueIndex(collection, index, keys, sparse);
      }
      String name = getFullCollectionNamespace(collection) + "._index_" + index;
      return new IdIndex(getMvStore().openMap(name), index, keys);
    }
  }
}
