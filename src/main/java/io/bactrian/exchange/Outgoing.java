package io.bactrian.exchange;

import io.bactrian.changelog.Changelog;
import io.bactrian.changeset.Header;
import io.bactrian.file.OwnerOnly;
import io.bactrian.problem.Problem;
import io.bactrian.problem.ProblemException;
import java.io.IOException;
import java.io.InputStream;
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
  private final Making making;

  /** Log position through which nothing was found for the partner; only saves reading it again. */
  private long scanned;

  /** Why nothing is sent: what the partner says contradicts what this site knows. Null: nothing. */
  private volatile Problem problem;

  public Outgoing(
      Identity self, String partner, Changelog changelog, ChangesetStore store, Making making) {
    this.self = self;
    this.partner = partner;
    this.changelog = changelog;
    this.store = store;
    this.making = making;
  }

  /** What a changeset says of its source. */
  public record Identity(String site, String system, String schemaVersion) {}

  /**
   * How changesets are made.
   *
   * @param applied number of the partner's last changeset that is applied here
   * @param maxChanges changes after which a changeset ends with the source transaction under way
   * @param spool folder for a document while it is written
   */
  public record Making(LongSupplier applied, long maxChanges, Path spool) {}

  public String partner() {
    return partner;
  }

  /** Position through which our log is complete now. */
  public long loggedThrough() {
    return changelog.head().position();
  }

  /** Why the stream stands still until someone repairs it; empty when it doesn't. */
  public Optional<Problem> problem() {
    return Optional.ofNullable(problem);
  }

  private void requireSound() {
    if (store.abandoned(partner)) {
      throw new StreamStoppedException(
          Problem.of(
                  "Stream %s→%s stands still: %s was abandoned here, so that changes for it are not kept any more.",
                  self.site(), partner, partner)
              .follows("Its own changes are still taken.")
              .toDo(
                  "To have it back, run `bactrian load %s` at %s: it gets all its rows again.",
                  partner, self.site())
              .inStream(self.site(), partner));
    }
    if (problem != null) {
      throw new StreamStoppedException(problem);
    }
  }

  /**
   * The first changeset after {@code number} that is kept unacknowledged, if there is one; else it
   * is time to {@link #begin} another.
   *
   * @throws StreamStoppedException when the stream can't go on by itself
   */
  public synchronized Optional<Manifest> following(long number) {
    requireSound();
    return store.unacknowledged(partner).stream()
        .filter(manifest -> manifest.number() > number)
        .findFirst();
  }

  /** Whether the log holds nothing for the partner beyond the last changeset, as far as known. */
  public boolean nothingNew() {
    return loggedThrough() <= builtThrough();
  }

  /** Position of our log through which changesets were built, or nothing was found to build. */
  public synchronized long builtThrough() {
    return Math.max(scanned, store.lastSent(partner).map(Manifest::through).orElse(0L));
  }

  /**
   * Begins the next changeset, of what the log has beyond the last one; empty when it has nothing.
   */
  public synchronized Optional<ChangesetBuild> begin() {
    requireSound();
    Optional<Manifest> last = store.lastSent(partner);
    long after = builtThrough();
    long head = loggedThrough();
    if (head <= after) {
      return Optional.empty();
    }
    Header header =
        new Header(
            self.site(),
            partner,
            last.map(Manifest::incarnation).orElse(1L),
            last.map(Manifest::number).orElse(0L) + 1,
            last.map(Manifest::hash).orElse(Header.NO_HASH),
            making.applied().getAsLong(),
            self.system(),
            self.schemaVersion());
    try {
      OwnerOnly.folder(making.spool());
      Path file = Files.createTempFile(making.spool(), self.site() + "-" + partner + "-", ".part");
      return Optional.of(
          new ChangesetBuild(
              new ChangesetBuild.Stretch(changelog, after, head, making.maxChanges()),
              header,
              last,
              file));
    } catch (IOException e) {
      throw notWritten(e);
    }
  }

  /** With what is to be done. */
  public ProblemException notWritten(IOException e) {
    return Problem.of(
            "Stream %s→%s: the next changeset could not be written to %s (%s).",
            self.site(), partner, making.spool(), e.getMessage())
        .follows("Nothing is lost; it is tried again.")
        .toDo("Check the disk.")
        .inStream(self.site(), partner)
        .passes()
        .exception(e);
  }

  /**
   * Keeps what was built: its content, then its manifest, with which it exists. If the stream was
   * restarted or another one was built meanwhile, this one is dropped; the log still has it.
   *
   * @return empty when there was nothing that the partner may see, or it was dropped
   */
  public synchronized Optional<Manifest> keep(ChangesetBuild build) throws IOException {
    build.requireWhole();
    if (!build.follows(store.lastSent(partner))) {
      LOG.info("{} is built again: its stream went on meanwhile.", build.header().name());
      return Optional.empty();
    }
    if (build.isEmpty()) {
      scanned = build.through();
      return Optional.empty();
    }
    Manifest manifest = build.finish();
    try (InputStream content = Files.newInputStream(build.file())) {
      store.saveSent(manifest, content);
    }
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
          Problem.of(
                  "Stream %s→%s stops: %s has applied changeset #%d, but the last one sent is #%d. This site's changelog was restored from a backup, or another site uses its id.",
                  self.site(), partner, partner, number, last)
              .toDo("Stop that one, or stop this site and run `bactrian recover` here."));
      return;
    }
    long known = store.acknowledgedThrough(partner);
    long begun = Header.first(sent.map(Manifest::incarnation).orElse(1L)) - 1;
    if (latest && number < known && known > begun) {
      stop(
          Problem.of(
                  "Stream %s→%s stops: %s says that it has applied changeset #%d, but it acknowledged #%d before. Its database was restored from a backup, or another site uses its id.",
                  self.site(), partner, partner, number, known)
              .toDo("Stop that one, or stop %s and run `bactrian recover` there.", partner));
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

  private void stop(Problem why) {
    Problem stops =
        why.inStream(self.site(), partner).follows("Nothing is lost or sent meanwhile.");
    if (!stops.equals(problem)) {
      LOG.error("{}", stops.text());
    }
    problem = stops;
  }

  /** The last incarnation of the stream that is known here. */
  public synchronized long incarnation() {
    return store.lastSent(partner).map(Manifest::incarnation).orElse(1L);
  }

  /** The stream is to restart here: the log beyond is kept for a partner that was abandoned. */
  public void keepBeyond(long position) {
    if (store.abandoned(partner)) {
      store.abandon(partner, position);
    }
  }

  /**
   * Restarts the stream; what was sent and not acknowledged is dropped.
   *
   * @param incarnation later than any that the partner has seen
   * @param position of our log from which on it covers everything
   */
  public synchronized void restart(long incarnation, long position) {
    store.restart(partner, incarnation, position);
    scanned = 0;
    problem = null;
    LOG.info("Stream {}→{} restarts, in incarnation {}.", self.site(), partner, incarnation);
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
}
