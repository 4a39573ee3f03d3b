package io.bactrian.exchange;

import io.bactrian.apply.StreamState;
import io.bactrian.changeset.ChangesetFile;
import io.bactrian.changeset.Header;
import io.bactrian.changeset.Limits;
import io.bactrian.problem.Problem;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Limits how many changesets of one partner are kept that arrived too early. Thread-safe. */
final class EarlyRoom {
  private final Incoming.Stream stream;
  private final ChangesetStore store;
  private final Incoming.Room room;
  private final Limits limits;

  /**
   * Lowest size of the kept changesets at which one was refused; {@code Long.MAX_VALUE} for none.
   */
  private volatile long fullAt = Long.MAX_VALUE;

  EarlyRoom(Incoming.Stream stream, ChangesetStore store, Incoming.Intake intake) {
    this.stream = stream;
    this.store = store;
    this.room = intake.room();
    this.limits = intake.limits();
  }

  /**
   * Once there is no room, checks the header first, so that changesets that will be refused are not
   * read in full again and again.
   */
  InputStream checkedForRoom(InputStream content) throws IOException {
    if (fullAt == Long.MAX_VALUE) {
      return content;
    }
    BufferedInputStream in = new BufferedInputStream(content);
    Optional<Header> header = ChangesetFile.peek(in, limits);
    if (header.filter(this::early).isPresent()) {
      require(header.get(), 0);
    }
    return in;
  }

  private boolean early(Header header) {
    return header.source().equals(stream.partner())
        && header.destination().equals(stream.self())
        && !header.begins()
        && !stream.state().get().awaitsRestart()
        && header.number() > stream.state().get().number() + 1;
  }

  /**
   * Whether only the newest of such changesets is kept, since its sender was asked to restart the
   * stream: it will never be applied, or there is no room for more. Were it refused, its sender
   * would never get the answer that asks it. A site that went back in time may have asked for the
   * same before, so that the awaited beginning does not come again.
   *
   * @param more bytes that it needs
   */
  boolean isOnlyNewest(Header header, long more) {
    StreamState at = stream.state().get();
    return at.awaitsRestart()
        && (header.incarnation() < at.incarnation() || isFull(store.kept(stream.partner()), more));
  }

  private boolean isFull(ChangesetStore.Kept kept, long more) {
    return kept.numbers().size() >= room.changesets() || kept.size() + more > room.size();
  }

  /**
   * Requires room for a changeset; one that is kept already needs none.
   *
   * @param more bytes that it needs
   * @throws NoRoomException when there is no room
   */
  void require(Header header, long more) {
    ChangesetStore.Kept kept = store.kept(stream.partner());
    boolean full = isFull(kept, more) || kept.size() >= fullAt;
    fullAt = full ? Math.min(fullAt, kept.size()) : Long.MAX_VALUE;
    if (full && !kept.numbers().contains(header.number())) {
      long due = stream.state().get().number() + 1;
      throw new NoRoomException(
          Problem.of(
                  "%s is not taken: it waits for #%d, and there is no room for more of %s that wait"
                      + " (limit.early-changesets = %d, limit.early-size = %d B).",
                  header.name(), due, stream.partner(), room.changesets(), room.size())
              .follows("It stays where it is and is read again, or comes again; nothing is lost.")
              .toDo("See why #%d is not here or not applied.", due)
              .inStream(stream.partner(), stream.self())
              .passes());
    }
  }
}
