package io.bactrian.exchange;

import io.bactrian.apply.Applied;
import io.bactrian.apply.StreamState;
import io.bactrian.changeset.ChangesetFile;
import io.bactrian.changeset.Header;
import io.bactrian.changeset.Limits;
import io.bactrian.changeset.MalformedChangesetException;
import io.bactrian.file.OwnerOnly;
import io.bactrian.monitor.Hold;
import io.bactrian.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stream from one partner to this site, by the steps of the route {@code receive-changeset}.
 * Changesets may arrive in any order and repeatedly; each is applied once, in order. The route
 * processes one arrival of a partner at a time; a second process is kept out by the database's lock
 * on the stream.
 */
public final class Incoming {
  private static final Logger LOG = LoggerFactory.getLogger(Incoming.class);

  private final Stream stream;
  private final ChangesetStore store;
  private final Placing placing;
  private final Outgoing opposite;
  private final StreamHolds holds;
  private final Limits limits;
  private final EarlyRoom room;
  private final Path spool;
  private final LatestArrivals latest = new LatestArrivals();

  /** The acknowledgement in the last changeset that this process applied. */
  private long lastAcknowledged;

  /** The changeset to apply once more; null for none. */
  private volatile Arrival toRepeat;

  /**
   * @param opposite the stream to the same partner, which gets the acknowledgements
   * @param holds records that the stream is on hold
   */
  public Incoming(
      Stream stream, ChangesetStore store, Outgoing opposite, StreamHolds holds, Intake intake) {
    this.stream = stream;
    this.store = store;
    this.placing = new Placing(stream, holds);
    this.opposite = opposite;
    this.holds = holds;
    this.limits = intake.limits();
    this.room = new EarlyRoom(stream, store, intake);
    this.spool = intake.spool();
  }

  /**
   * Which stream this is, and how far it is applied.
   *
   * @param system the partner's system, as configured
   * @param state reads the stream's state from the database
   * @param hashes returns the hash of an applied changeset by its number, if it is still known
   */
  public record Stream(
      String self,
      String partner,
      String system,
      Supplier<StreamState> state,
      LongFunction<Optional<String>> hashes) {}

  /**
   * Settings for receiving documents.
   *
   * @param limits limits of one document
   * @param room for changesets that arrive too early; further ones are refused and stay at the
   *     sender
   * @param spool folder for a document while it is checked and applied
   */
  public record Intake(Limits limits, Room room, Path spool) {}

  /**
   * How many early changesets of one partner may be kept.
   *
   * @param size their total size in bytes, compressed
   */
  public record Room(int changesets, long size) {}

  /**
   * Checks a compressed changeset while copying it to disk, and takes its acknowledgement.
   *
   * @param content null to take the one that {@link #following} returns
   * @throws RejectedChangesetException when it is malformed, foreign, or contradicts the stream
   * @throws IOException when this machine fails; try again
   */
  public Arrival check(InputStream content) throws IOException {
    return content == null ? following() : check(room.checkedForRoom(content), false);
  }

  private Arrival check(InputStream content, boolean kept) throws IOException {
    OwnerOnly.folder(spool);
    Path file = Files.createTempFile(spool, stream.partner() + "-", ".in");
    Arrival arrival = null;
    try {
      arrival = placing.of(file, received(content, file), kept);
      opposite.size().asked(arrival.header());
      if (arrival.place() != Arrival.Place.DUPLICATE) {
        opposite.told(arrival.header());
      }
      if (arrival.place() != Arrival.Place.NEXT) { // the next one acknowledges once it is applied
        opposite.acknowledged(arrival.header().acknowledged(), isNewest(arrival));
      }
      return arrival;
    } finally {
      if (arrival == null || !arrival.toBeWorkedOn()) {
        Files.deleteIfExists(file);
      }
    }
  }

  /**
   * While a stream waits to restart, nothing of it is applied; its acknowledgement is current if no
   * later changeset is stored.
   */
  private boolean isNewest(Arrival arrival) {
    return arrival.place() == Arrival.Place.EARLY
        && stream.state().get().awaitsRestart()
        && store.received(stream.partner()).stream()
            .allMatch(number -> number < arrival.header().number());
  }

  private ChangesetFile.Checked received(InputStream content, Path file) throws IOException {
    try {
      return ChangesetFile.receive(content, file, limits);
    } catch (MalformedChangesetException e) {
      throw new RejectedChangesetException(
          Problem.of(
                  "A changeset in the stream %s→%s rejected: %s",
                  stream.partner(), stream.self(), e.getMessage())
              .follows(
                  "Nothing of it is applied; the stream waits for a sound copy, which %s sends"
                      + " again.",
                  stream.partner())
              .inStream(stream.partner(), stream.self()),
          e);
    }
  }

  /**
   * Stores a changeset that arrived too early, until the missing ones are here.
   *
   * @throws NoRoomException when too many are stored already
   */
  public void keep(Arrival early) throws IOException {
    Header header = early.header();
    try (InputStream in = Files.newInputStream(early.file())) {
      if (room.isOnlyNewest(header, Files.size(early.file()))) {
        keepNewest(header.number(), in);
      } else {
        room.require(header, Files.size(early.file()));
        store.saveReceived(stream.partner(), header.number(), in);
      }
    } finally {
      Files.deleteIfExists(early.file());
    }
    long due = stream.state().get().number() + 1;
    if (stream.state().get().awaitsRestart()) {
      LOG.info("{} is kept: {} was asked to restart its stream.", header.name(), header.source());
    } else if (holds.of(stream.partner()).isPresent()) {
      LOG.info("{} waits: #{} is on hold. It is kept.", header.name(), due);
    } else {
      LOG.warn(
          "{} waits: #{} has not arrived. It is kept; {} sends the missing one again.",
          header.name(),
          due,
          stream.partner());
    }
  }

  private void keepNewest(long number, InputStream in) throws IOException {
    if (store.received(stream.partner()).stream().allMatch(other -> other < number)) {
      store.removeReceived(stream.partner(), number - 1);
      store.saveReceived(stream.partner(), number, in);
    }
  }

  /** Opens the uncompressed document; the caller closes it. */
  public InputStream open(Arrival due) throws IOException {
    return ChangesetFile.open(due.file(), limits);
  }

  /**
   * Records that a changeset was applied and committed.
   *
   * @param took from the transaction's beginning to its commit
   */
  public void applied(Arrival due, Applied did, Duration took) {
    acknowledged(due.header().acknowledged());
    opposite.size().applied(did.changes(), took, did.keptWaiting());
    latest.applied(due.header().number(), did, took);
    LOG.info("{} applied: {} in {} ms", due.header().name(), did.summary(), took.toMillis());
    holds.release(stream.partner());
  }

  /** Stores a changeset that can't be applied as a whole, and puts the stream on hold. */
  public void hold(Arrival due, Throwable why) throws IOException {
    Header header = due.header();
    try (InputStream in = Files.newInputStream(due.file())) {
      store.saveReceived(stream.partner(), header.number(), in);
    }
    String reason =
        "Changeset %s not applied: %s `bactrian retry %s` tries at once."
            .formatted(header.name(), why.getMessage(), stream.partner());
    latest.refused(header.number(), LatestArrivals.End.ON_HOLD);
    holds.putOnHold(stream.partner(), header.number(), reason);
  }

  /** Makes the exception for a changeset that was found invalid while it was applied. */
  public RejectedChangesetException rejected(Arrival due, Throwable why) {
    latest.refused(due.header().number(), LatestArrivals.End.REJECTED);
    return new RejectedChangesetException(
        Problem.of("Changeset %s rejected: %s", due.header().name(), why.getMessage())
            .follows("Nothing of it is applied; the stream waits for a sound copy.")
            .inStream(stream.partner(), stream.self()),
        why);
  }

  /** What became of the changesets that this process worked on last, the newest first. */
  public List<LatestArrivals.Arrived> latest() {
    return latest.list();
  }

  /** Records that a changeset was rolled back and is applied again next, by {@link #following}. */
  public void again(Arrival due, Throwable why) {
    LOG.info("{}: {}", due.header().name(), why.getMessage());
    toRepeat = due;
  }

  /** Deletes the file of a changeset after processing, unless it is applied again. */
  public void release(Arrival due) throws IOException {
    if (due != toRepeat) {
      Files.deleteIfExists(due.file());
    }
  }

  /**
   * Takes the acknowledgement of a changeset that was applied in its turn. It may be older than
   * what we know from an HTTP header or an early changeset. The partner went back in time only if
   * the number falls from one changeset to the next.
   */
  private synchronized void acknowledged(long number) {
    boolean fell = number < lastAcknowledged;
    lastAcknowledged = number;
    opposite.acknowledged(number, fell || number >= store.acknowledgedThrough(stream.partner()));
  }

  /**
   * Returns the changeset to apply again, or the stored one that is next, or {@link Arrival#NONE}.
   * Drops a stored changeset that turns out not to belong to this stream, because it would block
   * the right one for ever.
   */
  public Arrival following() throws IOException {
    Arrival repeated = toRepeat;
    if (repeated != null) {
      toRepeat = null;
      return repeated;
    }
    StreamState at = stream.state().get();
    store.removeReceived(stream.partner(), at.number());
    List<Long> received = store.received(stream.partner());
    // a changeset on hold that is not stored any more has to arrive again
    holds
        .of(stream.partner())
        .filter(hold -> !received.contains(hold.number()))
        .ifPresent(hold -> holds.release(stream.partner()));
    // a changeset on hold may restart the stream: then earlier ones are not applied any more
    long from = holds.of(stream.partner()).map(Hold::number).orElse(0L);
    for (long number : received) {
      long incarnation = Header.incarnation(number);
      boolean begins = number == Header.first(incarnation) && incarnation >= at.incarnation();
      boolean due = number == at.number() + 1 && !at.awaitsRestart() || begins;
      if (due && number >= from && !holds.mustWait(stream.partner(), number)) {
        return kept(number);
      }
    }
    return Arrival.NONE;
  }

  private Arrival kept(long number) throws IOException {
    try (InputStream in = store.openReceived(stream.partner(), number).orElseThrow()) {
      return check(in, true);
    } catch (RejectedChangesetException e) {
      store.removeReceived(stream.partner(), number);
      LOG.warn("A stored changeset is dropped: {}", e.getMessage());
      return Arrival.NONE;
    }
  }
}
