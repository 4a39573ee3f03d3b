package io.bactrian.exchange;

import io.bactrian.changelog.Changelog;
import io.bactrian.changeset.Header;
import io.bactrian.changeset.RowLimits;
import io.bactrian.changeset.SystemVersion;
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
 * The stream from this site to one partner. Its cursor is the last manifest: log entries after it
 * that the partner may see become the next changeset. Thread-safe within a process; a second
 * process that builds the same number gets an error from the store.
 */
public final class Outgoing {
  private static final Logger LOG = LoggerFactory.getLogger(Outgoing.class);

  private final Identity self;
  private final String partner;
  private final Changelog changelog;
  private final ChangesetStore store;
  private final Making making;
  private final StreamProblems problems;
  private final Withheld withheld;
  private final Oversized oversized;

  /**
   * Log position through which nothing was found for the partner; saves reading the same entries
   * again.
   */
  private long scanned;

  /**
   * Whether the partner has to be told what it is not sent, by a changeset that has nothing else.
   * Lost when the process ends: then the next changeset tells it.
   */
  private volatile boolean news;

  /** What to do before the first changeset; null when nothing is. */
  private volatile Runnable first;

  /**
   * Why nothing is sent: the partner's acknowledgement contradicts what this site knows. Null when
   * all is well.
   */
  private volatile Problem problem;

  public Outgoing(
      Identity self, String partner, Changelog changelog, ChangesetStore store, Making making) {
    this.self = self;
    this.partner = partner;
    this.changelog = changelog;
    this.store = store;
    this.making = making;
    problems = new StreamProblems(self.site(), partner);
    oversized = new Oversized(problems);
    withheld = new Withheld(self.site() + "→" + partner, partner, self.hub(), store.setAside());
  }

  /**
   * What a header says about its source.
   *
   * @param schemaVersion its tables' fingerprint
   * @param limits what it takes; null to tell nothing
   * @param hub whether it is the hub
   */
  public record Identity(
      String site, SystemVersion kind, String schemaVersion, RowLimits limits, boolean hub) {}

  /**
   * Settings for building changesets.
   *
   * @param applied returns the number of the partner's last changeset that is applied here
   * @param size of changesets in both directions
   * @param spool folder for a document while it is written
   */
  public record Making(LongSupplier applied, ChangesetSize size, Path spool) {}

  public String partner() {
    return partner;
  }

  /** How large changesets between this site and the partner are. */
  ChangesetSize size() {
    return making.size();
  }

  /** The position of the last entry of our log. */
  public long loggedThrough() {
    return changelog.head().position();
  }

  /** Why the stream is stopped until someone repairs it; empty when it is not. */
  public Optional<Problem> problem() {
    return Optional.ofNullable(problem).or(() -> oversized.problem(making.size()));
  }

  private void requireSound() {
    if (store.abandoned(partner)) {
      throw new StreamStoppedException(problems.abandoned());
    }
    if (problem != null) {
      throw new StreamStoppedException(problem);
    }
  }

  /**
   * Returns the first changeset after {@code number} that is not acknowledged. Empty when there is
   * none; then {@link #begin} builds another.
   *
   * @throws StreamStoppedException when the stream can't go on by itself
   */
  public synchronized Optional<Manifest> following(long number) {
    requireSound();
    return store.unacknowledged(partner).stream()
        .filter(manifest -> manifest.number() > number)
        .findFirst();
  }

  /**
   * Whether all of the log is built into changesets, or was searched without finding anything for
   * the partner.
   */
  public boolean nothingNew() {
    return !news && loggedThrough() <= builtThrough();
  }

  /**
   * Position of our log through which changesets were built, or nothing was found for the partner;
   * -1 before the first contact.
   */
  public synchronized long builtThrough() {
    if (!hasBegun()) {
      return -1;
    }
    return Math.max(scanned, store.lastSent(partner).map(Manifest::through).orElse(0L));
  }

  /**
   * Sets what is done at the first contact, before the first changeset is built. It has to {@link
   * #restart} the stream. Until then the log keeps nothing for the partner.
   */
  public void first(Runnable contact) {
    first = contact;
  }

  /** Whether the partner has got, or will get, anything. */
  public synchronized boolean hasBegun() {
    if (first != null && store.lastSent(partner).isPresent()) {
      first = null;
    }
    return first == null;
  }

  /** Starts to build the next changeset from the log; empty when the log has no new entries. */
  public Optional<ChangesetBuild> begin() {
    requireSound();
    Runnable contact = first;
    if (contact != null && !hasBegun()) {
      contact.run(); // without our monitor: it locks the partner's row, whose holder may need us
    }
    return next();
  }

  private synchronized Optional<ChangesetBuild> next() {
    requireSound();
    boolean telling = news;
    if (!telling) {
      oversized.requireRoom(making.size());
    }
    Optional<Manifest> last = store.lastSent(partner);
    long after = builtThrough();
    long head = telling ? after : loggedThrough();
    if (head <= after && !telling) {
      return Optional.empty();
    }
    SettingAside aside = withheld.begin(changelog, last.map(Manifest::through).orElse(0L));
    Header header =
        new Header(
            self.site(),
            partner,
            last.map(Manifest::incarnation).orElse(1L),
            last.map(Manifest::number).orElse(0L) + 1,
            last.map(Manifest::hash).orElse(Header.NO_HASH),
            making.applied().getAsLong(),
            self.kind().system(),
            self.schemaVersion(),
            self.kind().schema(),
            making.size().fromPartner(),
            self.limits(),
            making.size().bytesFromPartner(),
            aside.unsent(oversized.bytes(making.size())));
    try {
      OwnerOnly.folder(making.spool());
      Path file = Files.createTempFile(making.spool(), self.site() + "-" + partner + "-", ".part");
      return Optional.of(
          new ChangesetBuild(
              oversized.stretch(changelog, after, head, making.size()),
              telling ? withheld.none(changelog) : aside,
              header,
              last,
              file));
    } catch (IOException e) {
      throw notWritten(e);
    }
  }

  /** Makes the exception for a changeset that could not be written to the spool folder. */
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
   * Stores a changeset that was built: its content, then its manifest. If the stream was restarted
   * or another changeset was built meanwhile, drops this one; the log still has its entries.
   *
   * @return empty when it contains nothing that the partner may see, or was dropped
   */
  public synchronized Optional<Manifest> keep(ChangesetBuild build) throws IOException {
    build.requireWhole();
    if (!build.follows(store.lastSent(partner))) {
      LOG.info("{} is built again: its stream went on meanwhile.", build.header().name());
      return Optional.empty();
    }
    if (build.exceeds()) {
      tooLarge(build);
      return Optional.empty();
    }
    boolean telling = news && build.isEmpty();
    if (build.isEmpty() && !telling) {
      scanned = build.through();
      return Optional.empty();
    }
    Manifest manifest = build.finish();
    news = build.aside().changes();
    if (!telling) {
      oversized.clear();
    }
    withheld.keep(build.aside(), build.header().name(), build.through());
    try (InputStream content = Files.newInputStream(build.file())) {
      store.saveSent(manifest, content);
    }
    return Optional.of(manifest);
  }

  private void tooLarge(ChangesetBuild build) {
    try {
      oversized.found(build, making.size());
    } catch (StreamStoppedException e) {
      news = true;
      throw e;
    }
  }

  public InputStream open(Manifest manifest) throws IOException {
    return store.openSent(manifest);
  }

  /** All changesets that are not acknowledged, oldest first. */
  public List<Manifest> unacknowledged() {
    return store.unacknowledged(partner);
  }

  /**
   * Returns the changesets that file delivery sends again until they are acknowledged. Leaves out
   * changesets at the end that contain only markers: losing them does no harm, and nobody would
   * acknowledge them.
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
   * Takes the partner's acknowledgement that it has applied our stream through this number. An
   * impossible number stops the stream; it throws nothing, and {@link #problem} returns the reason.
   *
   * @param latest whether this is the partner's current state; false when it may be old
   */
  public synchronized void acknowledged(long number, boolean latest) {
    Optional<Manifest> sent = store.lastSent(partner);
    long last = sent.map(Manifest::number).orElse(0L);
    if (number > last) {
      stop(problems.neverSent(number, last));
      return;
    }
    long known = store.acknowledgedThrough(partner);
    long begun = Header.first(sent.map(Manifest::incarnation).orElse(1L)) - 1;
    if (latest && number < known && known > begun) {
      stop(problems.wentBack(number, known));
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
    if (!why.equals(problem)) {
      LOG.error("{}", why.text());
    }
    problem = why;
  }

  /** The current incarnation of the stream. */
  public synchronized long incarnation() {
    return store.lastSent(partner).map(Manifest::incarnation).orElse(1L);
  }

  /**
   * If the partner is abandoned, keeps the log after {@code position} for it from now on, because
   * its stream will restart there.
   */
  public void keepBeyond(long position) {
    if (store.abandoned(partner)) {
      store.abandon(partner, position);
    }
  }

  /**
   * Restarts the stream, and drops what was sent and not acknowledged; for an abandoned partner,
   * also what was set aside, since what became of these rows meanwhile was not looked at.
   *
   * @param incarnation later than any that the partner has seen
   * @param position position of our log after which it covers everything
   */
  public synchronized void restart(long incarnation, long position) {
    if (store.abandoned(partner)) {
      withheld.drop();
    }
    store.restart(partner, incarnation, position);
    scanned = 0;
    problem = null;
    oversized.clear();
    LOG.info("Stream {}→{} restarts, in incarnation {}.", self.site(), partner, incarnation);
  }

  /**
   * Position of our log through which the partner has applied, 0 for nothing yet. For an abandoned
   * partner: through which nothing is kept for it.
   */
  public long confirmedThrough() {
    if (!hasBegun()) {
      return loggedThrough();
    }
    OptionalLong abandoned = store.abandonedThrough(partner);
    if (abandoned.isPresent()) {
      return abandoned.getAsLong();
    }
    List<Manifest> waiting = store.unacknowledged(partner);
    return waiting.isEmpty()
        ? store.lastSent(partner).map(Manifest::through).orElse(0L)
        : waiting.get(0).after();
  }

  /** Notes how much the partner takes, and what it does not send to us, as it told. */
  public void told(Header header) {
    RowLimits limits = header.limits();
    withheld.told(limits == null ? null : limits.toldTo(self.limits()));
    withheld.toldUnsent(header.unsent());
  }

  /**
   * Forgets what was set aside and the partner has by now.
   *
   * @param confirmed position of our log through which the partner has applied
   * @return position through which the log may be purged
   */
  public synchronized long forgetSetAside(long confirmed) {
    return Math.min(confirmed, withheld.forget(confirmed));
  }

  /**
   * Position through which the log may be purged as far as this partner is concerned. Changes
   * nothing.
   *
   * @param confirmed position of our log through which the partner has applied
   */
  public long needlessThrough(long confirmed) {
    boolean keeps = !store.abandoned(partner);
    return keeps ? Math.min(confirmed, withheld.needless(confirmed)) : confirmed;
  }

  /** Forgets what is set aside, since the log that had it is lost and all rows will be sent. */
  public synchronized void dropSetAside() {
    withheld.drop();
  }

  /** Deletes what is kept for the partner, if it is abandoned. */
  public synchronized void forsake() {
    if (store.abandoned(partner)) {
      withheld.drop();
      store
          .lastSent(partner)
          .ifPresent(last -> store.acknowledged(partner, last.incarnation(), last.number()));
    }
  }
}
