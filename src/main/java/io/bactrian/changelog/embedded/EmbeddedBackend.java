package io.bactrian.changelog.embedded;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import de.bwaldvogel.mongo.backend.h2.H2Database;
import de.bwaldvogel.mongo.bson.BinData;
import de.bwaldvogel.mongo.bson.Document;
import io.netty.channel.Channel;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;

/**
 * The embedded server's commands over one MVStore file, made trustworthy: one command at a time;
 * what a command with {@code writeConcern: {j: true}} wrote, and all before it, is on disk before
 * it is answered or seen by anyone; the file changes by whole commands only, so that a crash tears
 * nothing. Thread-safe.
 */
final class EmbeddedBackend extends H2Backend {
  /** Bytes of changes after which they are written out even if no one asked for it. */
  private static final int UNSAVED = 8 << 20;

  /** The file's chunks are made denser every so many commits, this many bytes at most. */
  private static final int TIDY_EVERY = 256;

  private static final int TIDY_BYTES = 4 << 20;

  private static final Set<String> WRITES =
      Set.of("insert", "update", "delete", "findAndModify", "create", "createIndexes", "drop");

  private static final int OUT_OF_DISK_SPACE = 14031;
  private static final int CANNOT_WRITE = 8;

  private final Path file;
  private final Reserve reserve;
  private int commits;
  private long written;

  /**
   * @param file of the store
   */
  EmbeddedBackend(MVStore store, Path file) {
    super(store);
    this.file = file;
    this.reserve = new Reserve(file);
  }

  @Override
  public synchronized Document handleCommand(
      Channel channel, String database, String command, Document query) {
    if (WRITES.contains(command) && !reserve.ready()) {
      return refusal(
          OUT_OF_DISK_SPACE,
          "OutOfDiskSpace",
          "The disk under the embedded changelog %s is full. This write is refused; nothing that was written before is lost, and it is tried again. Free more than %d MB there: the site goes on by itself."
              .formatted(file, Reserve.BYTES >> 19));
    }
    try {
      return carriedOut(channel, database, command, query);
    } catch (MVStoreException failed) {
      return refusal(
          CANNOT_WRITE,
          "UnknownError",
          "The embedded changelog %s can't be read or written (%s). Nothing that was acknowledged is lost. Look into the disk's health, then start the site again."
              .formatted(file, failed.getMessage()));
    }
  }

  /**
   * An answer: what is thrown, the server writes to the log with the whole command, rows and all.
   */
  private static Document refusal(int code, String name, String message) {
    return new Document("ok", 0.0)
        .append("errmsg", message)
        .append("code", code)
        .append("codeName", name);
  }

  private Document carriedOut(Channel channel, String database, String command, Document query) {
    Document reply = super.handleCommand(channel, database, command, query);
    if (WRITES.contains(command)) {
      written += size(query);
    }
    if (query.get("writeConcern") instanceof Document concern
        && Boolean.TRUE.equals(concern.get("j"))) {
      save();
    } else if (written > UNSAVED || getMvStore().getUnsavedMemory() > UNSAVED) {
      getMvStore().commit();
      written = 0;
    }
    // documents are changed in place by later commands, and this reply is not encoded yet
    return reply.containsKey("cursor") || reply.containsKey("value") ? reply.cloneDeeply() : reply;
  }

  /**
   * About how much a command brings. The store only guesses how large documents are, from those
   * that it has written out before: of large ones after small ones it would keep far too many.
   */
  private static long size(Object value) {
    long size = 0;
    if (value instanceof Document document) {
      for (Object one : document.values()) {
        size += size(one);
      }
    } else if (value instanceof Iterable<?> many) {
      for (Object one : many) {
        size += size(one);
      }
    } else if (value instanceof String text) {
      size = text.length();
    } else if (value instanceof BinData data) {
      size = data.getData().length;
    }
    return size;
  }

  private void save() {
    if (getMvStore().hasUnsavedChanges()) {
      getMvStore().commit();
      written = 0;
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

    @Override
    protected MongoCollection<Object> openOrCreateCollection(
        String collection, CollectionOptions options) {
      MVMap<String, Object> meta =
          getMvStore().openMap("meta." + getFullCollectionNamespace(collection));
      return new EmbeddedCollection(
          this, collection, options, documents(collection), meta, cursorRegistry);
    }

    private MVMap<Object, Document> documents(String collection) {
      return getMvStore().openMap("databases." + getFullCollectionNamespace(collection));
    }

    @Override
    protected Index<Object> openOrCreateUniqueIndex(
        String collection, String index, List<IndexKey> keys, boolean sparse) {
      boolean ofId = keys.size() == 1 && keys.get(0).getKey().equals("_id");
      return ofId
          ? new IdIndex(documents(collection), index, keys)
          : super.openOrCreateUniqueIndex(collection, index, keys, sparse);
    }
  }
}
