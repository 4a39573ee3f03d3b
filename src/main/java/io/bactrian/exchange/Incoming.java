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
 * The stream from one partner to this site: whatever arrives, in whatever order and however often,
 * is applied once and in order. Thread-safe: one arrival at a time is worked on.
 */
public final class Incoming {
  private static final Logger LOG = LoggerFactory.getLogger(Incoming.class);

  private final String self;
  private final String partner;
  private final String system;
  private final ChangesetStore store;
  private final Supplier<StreamState> state;
  private final Applier applier;
  private final Outgoing opposite;
  private final Limits limits;
  private final Path spool;

  /**
   * @param system kind of system that the partner is configured to be
   * @param state how far the stream is applied, as the database has it
   * @param opposite the stream to the same partner, which acknowledgements are for
   */
  public Incoming(
      String self,
      String partner,
      String system,
      ChangesetStore store,
      Supplier<StreamState> state,
      Applier applier,
      Outgoing opposite,
      Limits limits,
      Path spool) {
    this.self = self;
    this.partner = partner;
    this.system = system;
    this.store = store;
    this.state = state;
    this.applier = applier;
    this.opposite = opposite;
    this.limits = limits;
    this.spool = spool;
  }

  /** Applies one changeset in one transaction and says what it did. */
  @FunctionalInterface
  public interface Applier {
    String apply(Header header, String hash, Iterator<Item> items);
  }

  /**
   * Takes one compressed changeset.
   *
   * @throws RejectedChangesetException when it is malformed, foreign, or contradicts the stream
   * @throws IOException when this machine fails; try again
   */
  public synchronized Receipt accept(InputStream content) throws IOException {
    Files.createDirectories(spool);
    Path file = Files.createTempFile(spool, partner + "-", ".in");
    try {
      ChangesetFile.Checked checked = check(content, file);
      Header header = checked.header();
      opposite.acknowledged(header.acknowledged());
      StreamState at = state.get();
      if (header.incarnation() == at.incarnation() && header.number() > at.number() + 1) {
        try (InputStream in = Files.newInputStream(file)) {
          store.saveReceived(partner, header.incarnation(), header.number(), in);
        }
        LOG.warn(
            "{} waits: #{} has not arrived. It is kept; {} sends the missing one again.",
            header.name(),
            at.number() + 1,
            partner);
        return new Receipt(Receipt.Outcome.WAITING, header, "waits for #" + (at.number() + 1));
      }
      if (header.incarnation() == at.incarnation() && header.number() <= at.number()) {
        return duplicate(checked, at);
      }
      String detail = apply(file, checked);
      followUp();
      return new Receipt(Receipt.Outcome.APPLIED, header, detail);
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private ChangesetFile.Checked check(InputStream content, Path file) throws IOException {
    try {
      ChangesetFile.Checked checked = ChangesetFile.receive(content, file, limits);
      Header header = checked.header();
      if (!header.destination().equals(self) || !header.source().equals(partner)) {
        throw new RejectedChangesetException(
            "Changeset %s rejected: it came in the stream %s→%s. Nothing of it is applied. Deliver it to the site it is for, or correct `site.id` and `partner.*`."
                .formatted(header.name(), partner, self));
      }
      if (!header.system().equals(system)) {
        throw new RejectedChangesetException(
            "Changeset %s rejected: its sender is a system `%s`, but partner.%s.system is `%s`. Nothing of it is applied. Correct the setting; the changeset comes again."
                .formatted(header.name(), header.system(), partner, system));
      }
      return checked;
    } catch (MalformedChangesetException e) {
      throw new RejectedChangesetException(
          "A changeset in the stream %s→%s rejected: %s. Nothing of it is applied; the stream waits for a sound copy, which %s sends again."
              .formatted(partner, self, e.getMessage(), partner),
          e);
    }
  }

  /** The hash is known for the last one only; earlier ones are acknowledged by number. */
  private Receipt duplicate(ChangesetFile.Checked checked, StreamState at) {
    Header header = checked.header();
    if (header.number() == at.number() && !checked.hash().equals(at.hash())) {
      throw new RejectedChangesetException(
          "Changeset %s rejected: #%d was applied before with other content. %s was restored from a backup, or two sites use its id. The stream stops; nothing is applied."
              .formatted(header.name(), header.number(), partner));
    }
    LOG.info("{} is here again; it was applied before.", header.name());
    return new Receipt(Receipt.Outcome.DUPLICATE, header, "applied before");
  }

  private String apply(Path file, ChangesetFile.Checked checked) throws IOException {
    long start = System.nanoTime();
    try (InputStream in = ChangesetFile.open(file, limits);
        ChangesetReader items = new ChangesetReader(in, limits)) {
      String detail = applier.apply(checked.header(), checked.hash(), items);
      LOG.info(
          "{} applied: {} in {} ms",
          checked.header().name(),
          detail,
          (System.nanoTime() - start) / 1_000_000);
      return detail;
    } catch (MalformedChangesetException e) {
      throw new RejectedChangesetException(
          "Changeset %s rejected: %s. Nothing of it is applied; the stream waits for a sound copy."
              .formatted(checked.header().name(), e.getMessage()),
          e);
    }
  }

  /** Applies those that waited for what has just been applied. */
  private void followUp() throws IOException {
    while (true) {
      StreamState at = state.get();
      store.removeReceived(partner, at.incarnation(), at.number());
      Optional<InputStream> next =
          store.openReceived(partner, at.incarnation(), at.number() + 1);
      if (next.isEmpty()) {
        return;
      }
      Path file = Files.createTempFile(spool, partner + "-", ".in");
      try (InputStream in = next.get()) {
        apply(file, check(in, file));
      } finally {
        Files.deleteIfExists(file);
      }
    }
  }
}
