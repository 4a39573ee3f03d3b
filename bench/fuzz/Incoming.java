package fuzz;

import attack.Stage;
import io.bactrian.changeset.Header;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Where the stream from a partner is, as the hub's database has it, so that the next document fits. For one thread. */
final class Incoming {
  private final Stage stage;
  private final String partner;
  private long least = 1;

  Incoming(Stage stage, String partner) {
    this.stage = stage;
    this.partner = partner;
  }

  long number() throws SQLException {
    return state().number();
  }

  private record State(long incarnation, long number, String hash) {}

  private State state() throws SQLException {
    try (Connection c = stage.connect("hq"); PreparedStatement s = c.prepareStatement("select incarnation, number, hash from bactrian_stream where source = ?")) {
      s.setString(1, partner);
      try (ResultSet r = s.executeQuery()) {
        return r.next() ? new State(r.getLong(1), r.getLong(2), r.getString(3)) : new State(1, 0, Header.NO_HASH);
      }
    }
  }

  /** Of the next document. */
  Header next(long acknowledged) throws SQLException {
    State at = state();
    long incarnation = Math.max(Math.max(at.incarnation(), 1), least);
    boolean begins = incarnation > Header.incarnation(at.number()) || at.number() == 0;
    long number = begins ? Header.first(incarnation) : at.number() + 1;
    return new Header(partner, "hq", incarnation, number, begins || at.hash() == null ? Header.NO_HASH : at.hash(), acknowledged, "bench", "1");
  }

  /** What was sent last is on hold for ever: only the next incarnation gets past it. */
  void again() throws SQLException {
    State at = state();
    least = Math.max(Math.max(at.incarnation(), Header.incarnation(at.number())), least) + 1;
  }
}
