package io.bactrian.exchange;

import io.bactrian.apply.StreamState;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** The streams of a site by partner. Thread-safe. */
public final class Streams {
  private final String site;
  private final Map<String, Outgoing> outgoing;
  private final Function<String, StreamState> state;
  private final StreamHolds holds;
  private final Clock clock;
  private final Map<String, Instant> lastExchange = new ConcurrentHashMap<>();
  private final Instant begun;

  /**
   * @param site id of this site
   * @param outgoing streams to partners, by partner
   * @param state reads from the database how far a partner's stream is applied
   * @param holds which of the partners' streams are on hold here
   */
  public Streams(
      String site,
      Map<String, Outgoing> outgoing,
      Function<String, StreamState> state,
      StreamHolds holds,
      Clock clock) {
    this.site = site;
    this.outgoing = Map.copyOf(outgoing);
    this.state = state;
    this.holds = holds;
    this.clock = clock;
    begun = clock.instant();
  }

  public String site() {
    return site;
  }

  public boolean knows(String partner) {
    return outgoing.containsKey(partner);
  }

  /** The streams to all partners. */
  public Collection<Outgoing> all() {
    return outgoing.values();
  }

  public Outgoing outgoing(String partner) {
    return outgoing.get(partner);
  }

  /** Number of the partner's last changeset applied here. */
  public long applied(String partner) {
    return state.apply(partner).number();
  }

  /**
   * Writes how far the partner's stream is applied here, as headers.
   *
   * @param header called with each header and its value
   */
  public void writeProgress(String partner, BiConsumer<String, Object> header) {
    header.accept(RoundHeaders.APPLIED, applied(partner));
    if (onHold(partner)) {
      header.accept(RoundHeaders.ON_HOLD, true);
    }
  }

  /** Whether the partner's stream is on hold here. */
  boolean onHold(String partner) {
    return holds.of(partner).isPresent();
  }

  /** Records that something was received from the partner, or sent to it. */
  public void exchanged(String partner) {
    lastExchange.put(partner, clock.instant());
  }

  /**
   * Since when nothing was heard of the partner; at the earliest since this process began. Null
   * when it was heard within this time.
   */
  public Instant silentSince(String partner, Duration most) {
    Instant last = lastExchange.getOrDefault(partner, begun);
    return last.plus(most).isBefore(clock.instant()) ? last : null;
  }

  /** When that was last, in this process; null when it was never. */
  public Instant lastExchange(String partner) {
    return lastExchange.get(partner);
  }
}
