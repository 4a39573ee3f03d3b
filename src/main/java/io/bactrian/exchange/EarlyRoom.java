package io.bactrian.exchange;

import io.bactrian.changeset.ChangesetFile;
import io.bactrian.changeset.Header;
import io.bactrian.changeset.Limits;
import io.bactrian.problem.Problem;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Room for one partner's changesets that come too early, bounded. Thread-safe. */
final class EarlyRoom {
  private final Incoming.Stream stream;
  private final ChangesetStore store;
  private final Incoming.Room room;
  private final Limits limits;

  /** Size of what was kept when one was refused for that; the greatest there is for never. */
  private volatile long fullAt = Long.MAX_VALUE;

  EarlyRoom(Incoming.Stream stream, ChangesetStore store, Incoming.Intake intake) {
    this.stream = stream;
    this.store = store;
    this.room = intake.room();
    this.limits = intake.limits();
  }

  /** Once there is no room, a look at the header saves reading what is refused again and again. */
  InputStream lookedAt(InputStream content) throws IOException {
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

  private boolean early(Header said) {
    return said.source().equals(stream.partner())
        && said.destination().equals(stream.self())
        && !said.begins()
        && said.number() > stream.state().get().number() + 1;
  }

  /**
   * One that is kept already needs no more.
   *
   * @param more bytes that it takes
   */
  void require(Header header, long more) {
    ChangesetStore.Kept kept = store.kept(stream.partner());
    boolean full =
        kept.numbers().size() >= room.changesets()
            || kept.size() + more > room.size()
            || kept.size() >= fullAt;
    fullAt = full ? Math.min(fullAt, kept.size()) : Long.MAX_VALUE;
    if (full && !kept.numbers().contains(header.number())) {
      long due = stream.state().get().number() + 1;
      throw new NoRoomException(
          Problem.of(
                  "%s is not taken: it waits for #%d, and there is no room for more of %s that wait (limit.early-changesets = %d, limit.early-size = %d B).",
                  header.name(), due, stream.partner(), room.changesets(), room.size())
              .follows("It stays where it is and is read again, or comes again; nothing is lost.")
              .toDo("See why #%d is not here or not applied.", due)
              .inStream(stream.partner(), stream.self())
              .passes());
    }
  }
}
