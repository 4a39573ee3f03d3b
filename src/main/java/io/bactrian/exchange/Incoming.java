package io.bactrian.exchange;

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
 * The stream from one partner to this site, as the steps of {@code receive-changeset}: whatever
 * arrives, in whatever order and however often, is applied once and in order. The route works on
 * one arrival of a partner at a time; the database's lock on the stream would refuse a second.
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

  /** What the changeset applied last acknowledged, as far as this process knows. */
  private long said;

  /** To be applied once more; null for none. */
  private volatile Arrival again;

  /**
   * @param opposite the stream to the same partner, which acknowledgements are for
   * @param holds takes what can't be applied as a whole
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
   * @param system kind of system that the partner is configured to be
   * @param state as the database has it
   * @param hashes of changesets applied, by number, as far as they are known
   */
  public record Stream(
      String self,
      String partner,
      String system,
      Supplier<StreamState> state,
      LongFunction<Optional<String>> hashes) {}

  /**
   * How documents are taken in.
   *
   * @param limits of one document
   * @param room for changesets that come too early; more stay where they arrived
   * @param spool folder for a document while it is checked and applied
   */
  public record Intake(Limits limits, Room room, Path spool) {}

  /**
   * How much may be kept of one partner.
   *
   * @param size bytes, compressed
   */
  public record Room(int changesets, long size) {}

  /**
   * Checks a compressed changeset while it is copied to disk, and takes its acknowledgement.
   *
   * @param content null asks for what is kept and due
   * @throws RejectedChangesetException when it is malformed, foreign, or contradicts the stream
   * @throws IOException when this machine fails; try again
   */
  public Arrival check(InputStream content) throws IOException {
    return content == null ? following() : check(room.lookedAt(content), false);
  }

  private Arrival check(InputStream content, boolean kept) throws IOException {
    OwnerOnly.folder(spool);
    Path file = Files.createTempFile(spool, stream.partner() + "-", ".in");
    Arrival arrival = null;
    try {
      arrival = placing.of(file, received(content, file), kept);
      if (arrival.place() != Arrival.Place.NEXT) { // else once it is applied: it may say why
        opposite.acknowledged(arrival.header().acknowledged(), isNewest(arrival));
      }
      return arrival;
    } finally {
      if (arrival == null || !arrival.toBeWorkedOn()) {
        Files.deleteIfExists(file);
      }
    }
  }

  /** Of a stream that is to restart nothing is applied: the last one that came tells most. */
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
                  "Nothing of it is applied; the stream waits for a sound copy, which %s sends again.",
                  stream.partner())
              .inStream(stream.partner(), stream.self()),
          e);
    }
  }

  /** Keeps one that came too early until the missing ones are here. */
  public void keep(Arrival early) throws IOException {
    Header header = early.header();
    try (InputStream in = Files.newInputStream(early.file())) {
      room.require(header, Files.size(early.file()));
      store.saveReceived(stream.partner(), header.number(), in);
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

  /** The uncompressed document of one that is due, to be closed. */
  public InputStream open(Arrival due) throws IOException {
    return ChangesetFile.open(due.file(), limits);
  }

  /**
   * It is committed.
   *
   * @param detail what it did, for the log
   */
  public void applied(Arrival due, String detail, Duration took) {
    acknowledged(due.header().acknowledged());
    LOG.info("{} applied: {} in {} ms", due.header().name(), detail, took.toMillis());
    holds.release(stream.partner());
  }

  /** It can't be applied as a whole: it is kept, and the stream is on hold. */
  public void hold(Arrival due, Throwable why) throws IOException {
    Header header = due.header();
    try (InputStream in = Files.newInputStream(due.file())) {
      store.saveReceived(stream.partner(), header.number(), in);
    }
    String reason =
        "Changeset %s not applied: %s `bactrian retry %s` tries at once."
            .formatted(header.name(), why.getMessage(), stream.partner());
    holds.putOnHold(stream.partner(), header.number(), reason);
  }

  /** It turned out, while it was applied, to be none that can be. */
  public RejectedChangesetException rejected(Arrival due, Throwable why) {
    return new RejectedChangesetException(
        Problem.of("Changeset %s rejected: %s", due.header().name(), why.getMessage())
            .follows("Nothing of it is applied; the stream waits for a sound copy.")
            .inStream(stream.partner(), stream.self()),
        why);
  }

  /** It is rolled back, and is what {@link #following} gives. */
  public void again(Arrival due, Throwable why) {
    LOG.info("{}: {}", due.header().name(), why.getMessage());
    again = due;
  }

  /** Nobody works on it any more; unless it is to be applied again, its file goes. */
  public void release(Arrival due) throws IOException {
    if (due != again) {
      Files.deleteIfExists(due.file());
    }
  }

  /**
   * Taken with a changeset in its turn. It was built a while ago: we may have been told of more
   * since, by a header or a changeset that came early. Only if it falls from one changeset to the
   * next has the partner gone back in time.
   */
  private synchronized void acknowledged(long number) {
    boolean fell = number < said;
    said = number;
    opposite.acknowledged(number, fell || number >= store.acknowledgedThrough(stream.partner()));
  }

  /**
   * The one that is to be applied again, or the kept one that is due now, or {@link Arrival#NONE}.
   * One that turns out not to be of this stream is dropped: it would stand in the way of the right
   * one for ever.
   */
  public Arrival following() throws IOException {
    Arrival repeated = again;
    if (repeated != null) {
      again = null;
      return repeated;
    }
    StreamState at = stream.state().get();
    store.removeReceived(stream.partner(), at.number());
    List<Long> received = store.received(stream.partner());
    holds
        .of(stream.partner())
        .filter(hold -> !received.contains(hold.number())) // gone, so it has to come again
        .ifPresent(hold -> holds.release(stream.partner()));
    // where the stream is to restart with the one on hold, what comes before it has had its turn
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
      LOG.warn("It was kept until now and is dropped: {}", e.getMessage());
      return Arrival.NONE;
    }
  }
}
