package io.bactrian.database;

import io.bactrian.apply.PartnerState;
import io.bactrian.apply.StreamState;
import io.bactrian.apply.Wait;
import io.bactrian.apply.WaitingRow;
import io.bactrian.changeset.Header;
import io.bactrian.changeset.RowId;
import io.bactrian.database.dialect.Dialect;
import io.bactrian.database.dialect.Refusals;
import io.bactrian.problem.Problem;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;

/** How far streams are applied and what waits, as the site's database has it. Thread-safe. */
public final class StoredStreams {
  private final DataSource source;
  private final Refusals refusals;

  public StoredStreams(DataSource source, Dialect dialect) {
    this.source = source;
    this.refusals = dialect.refusals();
  }

  /** Never null: a stream that has not begun is at 0. */
  public StreamState state(String partner) {
    return read(
        table -> table.read(partner).orElse(new StreamState(partner, 1, 0, Header.NO_HASH, 0, 0)));
  }

  /** What goes on with a partner beside its stream; never null. */
  public PartnerState partner(String partner) {
    return ask(connection -> new PartnerTable(connection).read(partner));
  }

  /** What waits of one row, in order. */
  public List<Wait> waits(String partner, Wait.Kind kind, RowId row) {
    return ask(connection -> new WaitTable(connection).read(partner, kind, row));
  }

  /** The rows of which something waits. */
  public List<WaitingRow> waiting(String partner, Wait.Kind kind) {
    return ask(connection -> new WaitTable(connection).rows(partner, kind));
  }

  /** How much waits, by kind. */
  public Map<Wait.Kind, WaitTable.Amount> amounts(String partner) {
    return ask(connection -> new WaitTable(connection).amounts(partner));
  }

  /** Partners with a load under way. */
  public Set<String> loading() {
    return ask(connection -> new PartnerTable(connection).loading());
  }

  /** Hash of a partner's changeset that was applied; empty when it is not known any more. */
  public Optional<String> hash(String partner, long number) {
    return read(table -> table.hash(partner, number));
  }

  private interface Reading<S, T> {
    T from(S from) throws SQLException;
  }

  private <T> T read(Reading<StreamTable, T> reading) {
    return ask(connection -> reading.from(new StreamTable(connection, refusals)));
  }

  private <T> T ask(Reading<Connection, T> reading) {
    try (Connection connection = source.getConnection()) {
      return reading.from(connection);
    } catch (SQLException e) {
      throw Problem.of("The side tables can't be read (%s).", e.getMessage())
          .follows("Nothing is changed by that; it is tried again.")
          .toDo("If they are missing, run `bactrian install`.")
          .passes()
          .exception(e);
    }
  }
}
