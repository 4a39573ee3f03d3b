package io.bactrian.exchange;

import io.bactrian.changeset.Header;
import io.bactrian.problem.Problem;
import java.util.Optional;

/**
 * Which positions of our log the changesets to one partner cover. Each question about a changeset
 * goes to the store. Thread-safe.
 */
public final class SentPositions {
  private final ChangesetStore store;
  private final String partner;

  public SentPositions(ChangesetStore store, String partner) {
    this.store = store;
    this.partner = partner;
  }

  /**
   * Position of our log that our changeset of this number covers, but not beyond where the present
   * incarnation begins: what comes after that is told again. 0 when it is not known any more, and
   * for number 0, which comes before any and stands with every plain change.
   *
   * @throws io.bactrian.problem.ProblemException when the partner can't have got this number from
   *     us
   */
  public long through(long number) {
    if (number == 0) {
      return 0;
    }
    Optional<Manifest> sent = store.sent(partner, Header.incarnation(number), number);
    long current = store.lastSent(partner).map(Manifest::incarnation).orElse(1L);
    if (Header.incarnation(number) < current) {
      long begun = Header.first(current) - 1;
      long from = store.sent(partner, current, begun).map(Manifest::after).orElse(0L);
      return Math.min(from, sent.map(Manifest::through).orElse(0L));
    }
    if (sent.isEmpty()) {
      throw Problem.of(
              "%s says it has applied our changeset #%d, which the changelog does not know. The changelog was restored from a backup, or another site uses this site's id.",
              partner, number)
          .follows("Nothing is applied.")
          .toDo("Stop the other site, or stop this one and run `bactrian recover` here.")
          .exception();
    }
    return sent.map(Manifest::through).orElse(0L);
  }

  /**
   * Position of a spoke's log after which its stream restarts.
   *
   * @param number of our last changeset that the hub has applied
   * @param marked position through which the hub marked ours as applied
   * @param first position that our log still has
   */
  public long restartAfter(long number, long marked, long first) {
    return Math.max(Math.max(marked, through(number)), first - 1);
  }
}
