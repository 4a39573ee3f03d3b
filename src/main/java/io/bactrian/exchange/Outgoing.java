package io.bactrian.exchange;

import io.bactrian.changelog.Changelog;
import io.bactrian.changeset.Header;
import io.bactrian.file.OwnerOnly;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
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

  /** Why nothing is sent: what the partner says contradicts what this site knows. Null: nothing. */
  private volatile String problem;

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

  /** Why the stream stands still until someone repairs it; empty when it doesn't. */
  public Optional<String> problem() {
    return Optional.ofNullable(problem);
  }

  private void requireSound() {
    if (store.abandoned(partner)) {
      throw new StreamStoppedException(
          "Stream %s→%s stands still: %s was abandoned here, so that changes for it are not kept any more. Its own changes are still taken. To have it back, run `bactrian load %s` at %s: it gets all its rows anew."
              .formatted(self.site(), partner, partner, partner, self.site()));
    }
    if (problem != null) {
      throw new StreamStoppedException(problem);
    }
  }

  /**
   * The first changeset after {@code number}: kept unacknowledged, or newly built; if any.
   *
   * @throws StreamStoppedException when the stream can't go on by itself
   */
  public synchronized Optional<Manifest> following(long number) {
    requireSound();
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
      OwnerOnly.folder(spool);
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
    long start = System.nanoTime();
    Header header =
        new Header(
            self.site(),
            partner,
            last.map(Manifest::incarnation).orElse(1L),
            last.map(Manifest::number).orElse(0L) + 1,
            last.map(Manifest::hash).orElse(Header.NO_HASH),
            applied.getAsLong(),
            self.system(),
            self.schemaVersion());
    LogExcerpt excerpt = LogExcerpt.write(changelog, after, head, maxChanges, header, file);
    if (excerpt.written() == null) {
      scanned = excerpt.through();
      return Optional.empty();
    }
    Manifest manifest =
        new Manifest(
            partner,
            header.incarnation(),
            header.number(),
            excerpt.written().hash(),
            last.map(Manifest::through).orElse(0L),
            excerpt.through(),
            excerpt.written().changes(),
            excerpt.written().bytes());
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
    requireSound();
    List<Manifest> waiting = store.unacknowledged(partner);
    int end = waiting.size();
    while (end > 0 && waiting.get(end - 1).changes() == 0) {
      end--;
    }
    return waiting.subList(0, end);
  }

  /**
   * The partner says that it has applied our stream through this number. What can't be stops the
   * stream, not the caller: {@link #problem} tells.
   *
   * @param latest whether this is what the partner says now; false: it may have said so long ago
   */
  public synchronized void acknowledged(long number, boolean latest) {
    Optional<Manifest> sent = store.lastSent(partner);
    long last = sent.map(Manifest::number).orElse(0L);
    if (number > last) {
      stop(
          "%s has applied changeset #%d, but the last one sent is #%d. This site's changelog was restored from a backup, or another site uses its id: stop that one, or stop this site and run `bactrian recover` here"
              .formatted(partner, number, last));
      return;
    }
    long known = store.acknowledgedThrough(partner);
    long begun = Header.first(sent.map(Manifest::incarnation).orElse(1L)) - 1;
    if (latest && number < known && known > begun) {
      stop(
          "%s says that it has applied changeset #%d, but it acknowledged #%d before. Its database was restored from a backup, or another site uses its id: stop that one, or stop %s and run `bactrian recover` there"
              .formatted(partner, number, known, partner));
      return;
    }
    if (latest && problem != null) {
      LOG.info("Stream {}→{} goes on.", self.site(), partner);
      problem = null;
    }
    if (number > begun) {
      store.acknowledged(partner, sent.orElseThrow().incarnation(), number);
    }
  }

  private void stop(String why) {
    String text =
        "Stream %s→%s stops: %s. Nothing is lost or sent meanwhile."
            .formatted(self.site(), partner, why);
    if (!text.equals(problem)) {
      LOG.error("{}", text);
    }
    problem = text;
  }

  /** The last incarnation of the stream that is known here. */
  public synchronized long incarnation() {
    return store.lastSent(partner).map(Manifest::incarnation).orElse(1L);
  }

  /** The stream is to begin anew here: the log beyond is kept for a partner that was abandoned. */
  public void keepBeyond(long position) {
    if (store.abandoned(partner)) {
      store.abandon(partner, position);
    }
  }

  /**
   * Begins the stream anew; what was sent and not acknowledged is dropped.
   *
   * @param incarnation later than any that the partner has seen
   * @param position of our log from which on it covers everything
   */
  public synchronized void restart(long incarnation, long position) {
    store.restart(partner, incarnation, position);
    scanned = 0;
    problem = null;
    LOG.info("Stream {}→{} begins anew, in incarnation {}.", self.site(), partner, incarnation);
  }

  /** Whether the log holds nothing for the partner beyond the last changeset. */
  public boolean nothingNew() {
    return following(store.lastSent(partner).map(Manifest::number).orElse(0L)).isEmpty();
  }

  /**
   * Position of our log through which the partner says it has applied, 0 for nothing yet; or
   * through which nothing is kept for it because it was abandoned.
   */
  public long confirmedThrough() {
    OptionalLong abandoned = store.abandonedThrough(partner);
    if (abandoned.isPresent()) {
      return abandoned.getAsLong();
    }
    List<Manifest> waiting = store.unacknowledged(partner);
    return waiting.isEmpty()
        ? store.lastSent(partner).map(Manifest::through).orElse(0L)
        : waiting.get(0).after();
  }

  /** Drops what is kept for a partner that was abandoned. */
  public synchronized void forsake() {
    if (store.abandoned(partner)) {
      store
          .lastSent(partner)
          .ifPresent(last -> store.acknowledged(partner, last.incarnation(), last.number()));
    }
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
