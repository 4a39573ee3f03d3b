package io.bactrian.exchange;

import io.bactrian.apply.StreamState;
import io.bactrian.changeset.ChangesetFile;
import io.bactrian.changeset.ChangesetReader;
import io.bactrian.changeset.Header;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.Limits;
import io.bactrian.changeset.MalformedChangesetException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Optional;
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
  private final Applier applier;
  private final Outgoing opposite;
  private final Limits limits;
  private final Path spool;

  /**
   * @param state how far the stream is applied, as the database has it
   * @param opposite the stream to the same partner, which acknowledgements are for
   */
  public Incoming(
      Stream stream,
      ChangesetStore store,
      Supplier<StreamState> state,
      Applier applier,
      Outgoing opposite,
      Limits limits,
      Path spool) {
    this.stream = stream;
    this.store = store;
    this.state = state;
    this.applier = applier;
    this.opposite = opposite;
    this.limits = limits;
    this.spool = spool;
  }

  /**
   * Which stream this is.
   *
   * @param system kind of system that the partner is configured to be
   */
  public record Stream(String self, String partner, String system) {}

  /** Applies one changeset in one transaction and says what it did. */
  @FunctionalInterface
  public interface Applier {
    String apply(Header header, String hash, Iterator<Item> items);
  }

  /**
   * Checks a compressed changeset while it is copied to disk, and takes its acknowledgement.
   *
   * @throws RejectedChangesetException when it is malformed, foreign, or contradicts the stream
   * @throws IOException when this machine fails; try again
   */
  public Arrival check(InputStream content) throws IOException {
    Files.createDirectories(spool);
    Path file = Files.createTempFile(spool, stream.partner() + "-", ".in");
    Arrival arrival = null;
    try {
      arrival = placed(file, received(content, file));
      opposite.acknowledged(arrival.header().acknowledged());
      return arrival;
    } finally {
      if (arrival == null || arrival.place() == Arrival.Place.DUPLICATE) {
        Files.deleteIfExists(file);
      }
    }
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

  private Arrival placed(Path file, ChangesetFile.Checked checked) {
    Header header = checked.header();
    if (!header.destination().equals(stream.self()) || !header.source().equals(stream.partner())) {
      throw new RejectedChangesetException(
          "Changeset %s rejected: it came in the stream %s→%s. Nothing of it is applied. Deliver it to the site it is for, or correct `site.id` and `partner.*`."
              .formatted(header.name(), stream.partner(), stream.self()));
    }
    if (!header.system().equals(stream.system())) {
      throw new RejectedChangesetException(
          "Changeset %s rejected: its sender is a system `%s`, but partner.%s.system is `%s`. Nothing of it is applied. Correct the setting; the changeset comes again."
              .formatted(header.name(), header.system(), stream.partner(), stream.system()));
    }
    StreamState at = state.get();
    Arrival.Place place = Arrival.Place.NEXT;
    if (header.incarnation() == at.incarnation() && header.number() <= at.number()) {
      known(checked, at);
      place = Arrival.Place.DUPLICATE;
    } else if (header.incarnation() == at.incarnation() && header.number() > at.number() + 1) {
      place = Arrival.Place.EARLY;
    } else if (header.incarnation() == at.incarnation()) {
      follows(header, at);
    }
    return new Arrival(place, file, header, checked.hash(), checked.changes());
  }

  private void follows(Header header, StreamState at) {
    if (at.number() > 0 && !header.previous().equals(at.hash())) {
      throw new RejectedChangesetException(
          "Changeset %s rejected: it follows another #%d than the one applied here. Nothing of it is applied; the stream waits for the one that does follow. %s was restored from a backup, or two sites use its id: compare `bactrian status` of both sites."
              .formatted(header.name(), at.number(), stream.partner()));
    }
  }

  /** The hash is known for the last one only; earlier ones are acknowledged by number. */
  private void known(ChangesetFile.Checked checked, StreamState at) {
    Header header = checked.header();
    if (header.number() == at.number() && !checked.hash().equals(at.hash())) {
      throw new RejectedChangesetException(
          "Changeset %s rejected: #%d was applied before with other content. %s was restored from a backup, or two sites use its id. The stream stops; nothing is applied. Compare `bactrian status` of both sites."
              .formatted(header.name(), header.number(), stream.partner()));
    }
    LOG.info("{} is here again; it was applied before.", header.name());
  }

  /** Keeps one that came too early until the missing ones are here. */
  public void keep(Arrival early) throws IOException {
    Header header = early.header();
    try (InputStream in = Files.newInputStream(early.file())) {
      store.saveReceived(stream.partner(), header.incarnation(), header.number(), in);
    } finally {
      Files.deleteIfExists(early.file());
    }
    LOG.warn(
        "{} waits: #{} has not arrived. It is kept; {} sends the missing one again.",
        header.name(),
        state.get().number() + 1,
        stream.partner());
  }

  /** Maps, decides and writes it, in one transaction with the stream's watermark. */
  public void apply(Arrival due) throws IOException {
    long start = System.nanoTime();
    try (InputStream in = ChangesetFile.open(due.file(), limits);
        ChangesetReader items = new ChangesetReader(in, limits)) {
      String detail = applier.apply(due.header(), due.hash(), items);
      long millis = (System.nanoTime() - start) / 1_000_000;
      LOG.info("{} applied: {} in {} ms", due.header().name(), detail, millis);
    } catch (MalformedChangesetException e) {
      throw new RejectedChangesetException(
          "Changeset %s rejected: %s Nothing of it is applied; the stream waits for a sound copy."
              .formatted(due.header().name(), e.getMessage()),
          e);
    } finally {
      Files.deleteIfExists(due.file());
    }
  }

  /**
   * The kept one that is due now, or {@link Arrival#NONE}. One that turns out not to be of this
   * stream is dropped: it would stand in the way of the right one for ever.
   */
  public Arrival following() throws IOException {
    StreamState at = state.get();
    store.removeReceived(stream.partner(), at.incarnation(), at.number());
    Optional<InputStream> next =
        store.openReceived(stream.partner(), at.incarnation(), at.number() + 1);
    if (next.isEmpty()) {
      return Arrival.NONE;
    }
    try (InputStream in = next.get()) {
      return check(in);
    } catch (RejectedChangesetException e) {
      store.removeReceived(stream.partner(), at.incarnation(), at.number() + 1);
      LOG.warn("It was kept until now and is dropped: {}", e.getMessage());
      return Arrival.NONE;
    }
  }
}
