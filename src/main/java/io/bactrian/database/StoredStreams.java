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

/** Reads from the site's database how far streams are applied and which rows wait. Thread-safe. */
public final class StoredStreams {
  private final DataSource source;
  private final Refusals refusals;

  public StoredStreams(DataSource source, Dialect dialect) {
    this.source = source;
    this.refusals = dialect.refusals();
  }

  /** State of the partner's stream; never null, at number 0 before the first changeset. */
  public StreamState state(String partner) {
    return read(
        table -> table.read(partner).orElse(new StreamState(partner, 1, 0, Header.NO_HASH, 0, 0)));
  }

  /** Loads and pending requests of a partner; never null. */
  public PartnerState partner(String partner) {
    return ask(connection -> new PartnerTable(connection).read(partner));
  }

  /** What waits for one row, in order. */
  public List<Wait> waits(String partner, Wait.Kind kind, RowId row) {
    return ask(connection -> new WaitTable(connection).read(partner, kind, row));
  }

  /** The first that waits of each row, without its payload. */
  public List<Wait> firsts(String partner, Wait.Kind kind) {
    return ask(connection -> new WaitTable(connection).firsts(partner, kind));
  }

  /** The rows that wait. */
  public List<WaitingRow> waiting(String partner, Wait.Kind kind) {
    return ask(connection -> new WaitTable(connection).rows(partner, kind));
  }

  /** Number and size of waiting changes, by kind. */
  public Map<Wait.Kind, WaitingAmounts.Amount> amounts(String partner) {
    return ask(connection -> new WaitingAmounts(connection).amounts(partner));
  }

  /** What waits, by table and reason, the largest groups first. */
  public List<WaitingAmounts.Group> groups(String partner, int most) {
    return ask(connection -> new WaitingAmounts(connection).groups(partner, most));
  }

  /** Partners with a load in progress. */
  public Set<String> loading() {
    return ask(connection -> new PartnerTable(connection).loading());
  }

  /** Hash of an applied changeset of a partner; empty when it is too old to be stored. */
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
