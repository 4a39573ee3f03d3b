package io.bactrian.exchange;

import io.bactrian.changelog.Changelog;
import io.bactrian.changelog.LogEntry;
import io.bactrian.changeset.ChangesetFile;
import io.bactrian.changeset.Header;
import io.bactrian.changeset.Item;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stream from this site to one partner. Its cursor is the last manifest: what the log holds
 * beyond it and the partner may see becomes the next changeset. Thread-safe in one process; a
 * second process that builds the same number is stopped by the store.
 */
public final class Outgoing {
  private static final Logger LOG = LoggerFactory.getLogger(Outgoing.class);

  private final Identity self;
  private final String partner;
  private final Changelog changelog;
  private final ChangesetStore store;
  private final LongSupplier applied;
  private final long maxChanges;
  private final Path spool;

  /** Log position through which nothing was found for the partner; only saves reading it again. */
  private long scanned;

  /**
   * @param applied number of the partner's last changeset that is applied here
   * @param maxChanges changes after which a changeset ends with the source transaction under way
   * @param spool folder for a document while it is written
   */
  public Outgoing(
      Identity self,
      String partner,
      Changelog changelog,
      ChangesetStore store,
      LongSupplier applied,
      long maxChanges,
      Path spool) {
    this.self = self;
    this.partner = partner;
    this.changelog = changelog;
    this.store = store;
    this.applied = applied;
    this.maxChanges = maxChanges;
    this.spool = spool;
  }

  /** What a changeset says of its source. */
  public record Identity(String site, String system, String schemaVersion) {}

  public String partner() {
    return partner;
  }

  /** Position through which our log is complete now. */
  public long loggedThrough() {
    return changelog.head().position();
  }

  /** The first changeset after {@code number}: kept unacknowledged, or newly built; if any. */
  public synchronized Optional<Manifest> following(long number) {
    for (Manifest manifest : store.unacknowledged(partner)) {
      if (manifest.number() > number) {
        return Optional.of(manifest);
      }
    }
    return build();
  }

  /** Turns what the log has beyond the cursor into the next changeset, if there is anything. */
  public synchronized Optional<Manifest> build() {
    Optional<Manifest> last = store.lastSent(partner);
    long after = Math.max(scanned, last.map(Manifest::through).orElse(0L));
    long head = changelog.head().position();
    if (head <= after) {
      return Optional.empty();
    }
    Path file = null;
    try {
      Files.createDirectories(spool);
      file = Files.createTempFile(spool, self.site() + "-" + partner + "-", ".part");
      return write(last, after, head, file);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Stream %s→%s: the next changeset could not be written to %s (%s). Nothing is lost; it is tried again. Check the disk."
              .formatted(self.site(), partner, spool, e.getMessage()),
          e);
    } finally {
      delete(file);
    }
  }

  private Optional<Manifest> write(Optional<Manifest> last, long after, long head, Path file)
      throws IOException {
    long incarnation = last.map(Manifest::incarnation).orElse(1L);
    long number = last.map(Manifest::number).orElse(0L) + 1;
    String previous = last.map(Manifest::hash).orElse(Header.NO_HASH);
    Header header =
        new Header(
            self.site(),
            partner,
            incarnation,
            number,
            previous,
            applied.getAsLong(),
            self.system(),
            self.schemaVersion());
    long start = System.nanoTime();
    ChangesetFile.Written written;
    long through = after;
    try (Changelog.Entries entries = changelog.read(after, head);
        ChangesetFile.Output output = ChangesetFile.write(file, header)) {
      boolean begun = false;
      while (entries.hasNext()) {
        LogEntry entry = entries.next();
        Item item = entry.viewFor(partner);
        if (item != null) {
          if (!begun) {
            output.write(new Item.Begin(entry.transaction(), entry.at()));
            begun = true;
          }
          output.write(item);
        }
        through = entry.position();
        if (entry.lastOfTransaction()) {
          if (begun) {
            output.write(new Item.End());
            begun = false;
          }
          if (output.items() >= maxChanges) {
            break;
          }
        }
      }
      if (output.items() == 0) {
        scanned = through;
        return Optional.empty();
      }
      written = output.finish();
    }
    Manifest manifest =
        new Manifest(
            partner,
            incarnation,
            number,
            written.hash(),
            last.map(Manifest::through).orElse(0L),
            through,
            written.changes(),
            written.bytes());
    try (InputStream content = Files.newInputStream(file)) {
      store.saveSent(manifest, content);
    }
    long millis = (System.nanoTime() - start) / 1_000_000;
    LOG.info(
        "{} built: {} changes, {} bytes in {} ms",
        header.name(),
        manifest.changes(),
        manifest.bytes(),
        millis);
    return Optional.of(manifest);
  }

  public InputStream open(Manifest manifest) throws IOException {
    return store.openSent(manifest);
  }

  /** Oldest first. */
  public List<Manifest> unacknowledged() {
    return store.unacknowledged(partner);
  }

  /**
   * What file delivery sends again while it is not acknowledged. A tail of changesets that hold
   * markers only is left out: their own loss does no harm, and nobody would acknowledge them.
   */
  public synchronized List<Manifest> toResend() {
    List<Manifest> waiting = store.unacknowledged(partner);
    int end = waiting.size();
    while (end > 0 && waiting.get(end - 1).changes() == 0) {
      end--;
    }
    return waiting.subList(0, end);
  }

  /**
   * The partner says that it has applied our stream through this number.
   *
   * @throws RejectedChangesetException when it exceeds what was ever sent
   */
  public synchronized void acknowledged(long number) {
    if (number <= 0) {
      return;
    }
    Optional<Manifest> last = store.lastSent(partner);
    if (last.isEmpty() || number > last.get().number()) {
      throw new RejectedChangesetException(
          "Stream %s→%s stops: %s acknowledges changeset #%d, but the last one sent is #%d. This site's changelog went back in time, or another site uses its id. Nothing is applied. Compare both sites' `bactrian status`; restore the changelog or reload the partner."
              .formatted(
                  self.site(), partner, partner, number, last.map(Manifest::number).orElse(0L)));
    }
    store.acknowledged(partner, last.get().incarnation(), number);
  }

  /** Whether the log holds nothing for the partner beyond the last changeset. */
  public boolean nothingNew() {
    return following(store.lastSent(partner).map(Manifest::number).orElse(0L)).isEmpty();
  }

  /** Position of our log through which the partner says it has applied; 0 for nothing yet. */
  public long confirmedThrough() {
    List<Manifest> waiting = store.unacknowledged(partner);
    return waiting.isEmpty()
        ? store.lastSent(partner).map(Manifest::through).orElse(0L)
        : waiting.get(0).after();
  }

  private static void delete(Path file) throws UncheckedIOException {
    try {
      if (file != null) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
