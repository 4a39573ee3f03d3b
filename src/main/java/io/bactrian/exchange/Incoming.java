package io.bactrian.exchange;

import io.bactrian.apply.ApplyAgainException;
import io.bactrian.apply.LimitReachedException;
import io.bactrian.apply.RowRefusedException;
import io.bactrian.apply.StreamState;
import io.bactrian.changeset.ChangesetFile;
import io.bactrian.changeset.ChangesetReader;
import io.bactrian.changeset.Header;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.Limits;
import io.bactrian.changeset.MalformedChangesetException;
import io.bactrian.file.OwnerOnly;
import io.bactrian.monitor.Hold;
import io.bactrian.transform.MappingException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stream from one partner to this site, as the steps of {@code apply-changeset}: whatever
 * arrives, in whatever order and however often, is applied once and in order. The route works on
 * one arrival of a partner at a time; the database's lock on the stream would refuse a second.
 */
public final class Incoming {
  private static final Logger LOG = LoggerFactory.getLogger(Incoming.class);

  private final Stream stream;
  private final ChangesetStore store;
  private final Supplier<StreamState> state;
  private final Placing placing;
  private final Applier applier;
  private final Outgoing opposite;
  private final StreamHolds holds;
  private final Limits limits;
  private final EarlyRoom room;
  private final Path spool;

  /** What the changeset applied last acknowledged, as far as this process knows. */
  private long said;

  /**
   * @param state how far the stream is applied, as the database has it
   * @param hashes of changesets applied, by number, as far as they are known
   * @param opposite the stream to the same partner, which acknowledgements are for
   * @param holds takes what can't be applied as a whole
   * @param room for changesets that come too early; more stay where they arrived
   */
  public Incoming(
      Stream stream,
      ChangesetStore store,
      Supplier<StreamState> state,
      LongFunction<Optional<String>> hashes,
      Applier applier,
      Outgoing opposite,
      StreamHolds holds,
      Limits limits,
      Room room,
      Path spool) {
    this.stream = stream;
    this.store = store;
    this.state = state;
    this.placing = new Placing(stream, state, hashes, holds);
    this.applier = applier;
    this.opposite = opposite;
    this.holds = holds;
    this.limits = limits;
    this.room = new EarlyRoom(stream, store, state, room, limits);
    this.spool = spool;
  }

  /**
   * Which stream this is.
   *
   * @param system kind of system that the partner is configured to be
   */
  public record Stream(String self, String partner, String system) {}

  /**
   * How much may be kept of one partner.
   *
   * @param size bytes, compressed
   */
  public record Room(int changesets, long size) {}

  /** Applies one changeset in one transaction and says what it did. */
  @FunctionalInterface
  public interface Applier {
    String apply(Header header, String hash, Iterator<Item> items);
  }

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

  /** Of a stream that is to begin anew nothing is applied: the last one that came tells most. */
  private boolean isNewest(Arrival arrival) {
    return arrival.place() == Arrival.Place.EARLY
        && state.get().awaitsAnew()
        && store.received(stream.partner()).stream()
            .allMatch(number -> number < arrival.header().number());
  }

  private ChangesetFile.Checked received(InputStream content, Path file) throws IOException {
    try {
      return ChangesetFile.receive(content, file, limits);
    } catch (MalformedChangesetException e) {
      throw new RejectedChangesetException(
          "A changeset in the stream %s→%s rejected: %s Nothing of it is applied; the stream waits for a sound copy, which %s sends again."
              .formatted(stream.partner(), stream.self(), e.getMessage(), stream.partner()),
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
    long due = state.get().number() + 1;
    if (state.get().awaitsAnew()) {
      LOG.info(
          "{} is kept: {} was asked to begin its stream anew.", header.name(), header.source());
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

  /**
   * Maps, decides and writes it, in one transaction with the stream's watermark. What can't be
   * applied as a whole is kept, and the stream is on hold.
   */
  public void apply(Arrival due) throws IOException {
    long start = System.nanoTime();
    try {
      String detail = applied(due);
      acknowledged(due.header().acknowledged());
      long millis = (System.nanoTime() - start) / 1_000_000;
      LOG.info("{} applied: {} in {} ms", due.header().name(), detail, millis);
      holds.release(stream.partner());
    } catch (MappingException | RowRefusedException | LimitReachedException e) {
      hold(due, e);
    } catch (MalformedChangesetException e) {
      throw new RejectedChangesetException(
          "Changeset %s rejected: %s Nothing of it is applied; the stream waits for a sound copy."
              .formatted(due.header().name(), e.getMessage()),
          e);
    } finally {
      Files.deleteIfExists(due.file());
    }
  }

  private String applied(Arrival due) throws IOException {
    while (true) {
      try (InputStream in = ChangesetFile.open(due.file(), limits);
          ChangesetReader items = new ChangesetReader(in, limits)) {
        return applier.apply(due.header(), due.hash(), items);
      } catch (ApplyAgainException learned) {
        LOG.info("{}: {}", due.header().name(), learned.getMessage());
      }
    }
  }

  private void hold(Arrival due, RuntimeException why) throws IOException {
    Header header = due.header();
    try (InputStream in = Files.newInputStream(due.file())) {
      store.saveReceived(stream.partner(), header.number(), in);
    }
    String reason =
        "Changeset %s not applied: %s `bactrian retry %s` tries at once."
            .formatted(header.name(), why.getMessage(), stream.partner());
    holds.putOnHold(stream.partner(), header.number(), reason);
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
   * The kept one that is due now, or {@link Arrival#NONE}. One that turns out not to be of this
   * stream is dropped: it would stand in the way of the right one for ever.
   */
  public Arrival following() throws IOException {
    StreamState at = state.get();
    store.removeReceived(stream.partner(), at.number());
    List<Long> received = store.received(stream.partner());
    holds
        .of(stream.partner())
        .filter(hold -> !received.contains(hold.number())) // gone, so it has to come again
        .ifPresent(hold -> holds.release(stream.partner()));
    // where the stream is to begin anew with the one on hold, what comes before it has had its turn
    long from = holds.of(stream.partner()).map(Hold::number).orElse(0L);
    for (long number : received) {
      long incarnation = Header.incarnation(number);
      boolean begins = number == Header.first(incarnation) && incarnation >= at.incarnation();
      boolean due = number == at.number() + 1 && !at.awaitsAnew() || begins;
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
