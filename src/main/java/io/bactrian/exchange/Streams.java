package io.bactrian.exchange;

import io.bactrian.apply.StreamState;
import java.util.Map;
import java.util.function.Function;

/** The streams of a site by partner. Immutable, thread-safe. */
public record Streams(
    String site,
    Map<String, Outgoing> outgoings,
    Map<String, Incoming> incomings,
    Function<String, StreamState> state) {

  public boolean knows(String partner) {
    return outgoings.containsKey(partner);
  }

  public Outgoing outgoing(String partner) {
    return outgoings.get(partner);
  }

  public Incoming incoming(String partner) {
    return incomings.get(partner);
  }

  /** Number of the partner's last changeset applied here. */
  public long applied(String partner) {
    return state.apply(partner).number();
  }
}
