package io.bactrian.convergence;

import io.bactrian.apply.StreamState;
import io.bactrian.changeset.ChangesetReader;
import io.bactrian.changeset.Header;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.Limits;
import io.bactrian.changeset.MalformedChangesetException;
import io.bactrian.destination.DestinationRule;
import io.bactrian.exchange.Manifest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** The steps of a process, with the {@link Breakage}s of exchanging changesets. */
record BrokenSteps(Breakage broken, SimulatedSite site) {

  /** Position that a partner is believed to have confirmed. */
  long confirmed(String partner, long position) {
    return switch (broken) {
      case PURGE_EARLY -> position + 3;
      case PURGE_A_CHANGESET_EARLY ->
          site.store.manifests.values().stream()
              .filter(m -> m.partner().equals(partner) && m.through() > position)
              .mapToLong(Manifest::through)
              .min()
              .orElse(position);
      default -> position;
    };
  }

  /** Who sees a row, as the judge of a spoke has it. */
  DestinationRule rule(DestinationRule rule, String spoke) {
    return switch (broken) {
      case ROUTE_FREELY, INSERT_ANYWHERE, LATE_EDITS_MERGED ->
          new BrokenRule(rule, broken, site, spoke);
      default -> rule;
    };
  }

  /** In which streams restart at least. */
  long incarnation(long another) {
    return broken == Breakage.INCARNATION_AGAIN ? 1_000 : another;
  }

  /** What the partner is told of its stream. */
  StreamState acknowledged(StreamState state) {
    long told = site.told.getOrDefault(state.source(), 0L);
    return told > state.number() ? at(state, told, state.hash()) : state;
  }

  private static StreamState at(StreamState s, long number, String hash) {
    return new StreamState(
        s.source(), 1, number, hash, s.acknowledgedNumber(), s.acknowledgedPosition());
  }

  /** What is sent by files. */
  List<Manifest> due(List<Manifest> due) {
    return broken == Breakage.NO_RESEND
        ? due.stream()
            .filter(m -> site.told.put("to " + m.partner() + m.number(), 1L) == null)
            .toList()
        : due;
  }

  /** The items of a changeset as they are applied. */
  Iterator<Item> items(Header header, Iterator<Item> items) {
    if (broken != Breakage.ACKNOWLEDGED_IN_HEADER && broken != Breakage.LATER_DO_NOT_WAIT) {
      return items;
    }
    List<Item> all = new ArrayList<>();
    items.forEachRemaining(all::add);
    site.database.arriving = all;
    if (broken != Breakage.ACKNOWLEDGED_IN_HEADER) {
      return all.iterator();
    }
    return broken.reorder(all, header.acknowledged()).iterator();
  }

  /** Before a document is checked. */
  void arriving(byte[] document, String partner, Appliers appliers) {
    if (broken != Breakage.TWICE
        && broken != Breakage.IGNORE_HASH
        && broken != Breakage.PAST_A_GAP
        && broken != Breakage.ACKNOWLEDGE_BEFORE_COMMIT
        && broken != Breakage.TRUNCATED_PREFIX) {
      return;
    }
    StreamState state =
        site.database.streams.getOrDefault(partner, new StreamState(partner, 1, 0, "", 0, 0));
    List<Item> items = new ArrayList<>();
    Header header = null;
    try (ChangesetReader reader =
        new ChangesetReader(
            new GZIPInputStream(new ByteArrayInputStream(document)), Limits.DEFAULT)) {
      header = reader.header();
      reader.forEachRemaining(items::add);
      whole(header, state);
    } catch (MalformedChangesetException | IOException | UncheckedIOException truncated) {
      if (broken == Breakage.TRUNCATED_PREFIX
          && header != null
          && header.number() == state.number() + 1) {
        appliers.apply(partner, header, "of a prefix", items.iterator());
      }
    }
  }

  private void whole(Header header, StreamState state) {
    boolean next = header.number() == state.number() + 1;
    if (broken == Breakage.ACKNOWLEDGE_BEFORE_COMMIT && next) {
      site.told.put(state.source(), header.number());
    } else if (broken == Breakage.IGNORE_HASH && next
        || broken == Breakage.TWICE && header.number() <= state.number()
        || broken == Breakage.PAST_A_GAP && header.number() > state.number() + 1) {
      StreamState before = at(state, header.number() - 1, header.previous());
      site.database.streams.put(state.source(), before);
    }
  }
}
