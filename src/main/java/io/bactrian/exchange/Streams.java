package io.bactrian.exchange;

import io.bactrian.apply.StreamState;
import java.time.Clock;
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

  /**
   * @param site this one
   * @param outgoing by partner
   * @param state how far a partner's stream is applied, as the database has it
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
  }

  public String site() {
    return site;
  }

  public boolean knows(String partner) {
    return outgoing.containsKey(partner);
  }

  /** To every partner. */
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
   * How far the partner's stream is here.
   *
   * @param header takes each header with its value
   */
  public void writeProgress(String partner, BiConsumer<String, Object> header) {
    header.accept(RoundHeaders.APPLIED, applied(partner));
    if (onHold(partner)) {
      header.accept(RoundHeaders.ON_HOLD, true);
    }
  }

  /** Whether the partner's next changeset is kept here and can't be applied yet. */
  boolean onHold(String partner) {
    return holds.of(partner).isPresent();
  }

  /** Something was heard from the partner, or handed to what leads there. */
  public void exchanged(String partner) {
    lastExchange.put(partner, clock.instant());
  }

  /** When that was last, in this process; null for never. */
  public Instant lastExchange(String partner) {
    return lastExchange.get(partner);
  }
}
