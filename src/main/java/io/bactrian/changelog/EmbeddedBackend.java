package io.bactrian.changelog;

import de.bwaldvogel.mongo.backend.h2.H2Backend;
import de.bwaldvogel.mongo.bson.Document;
import io.netty.channel.Channel;
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
}
