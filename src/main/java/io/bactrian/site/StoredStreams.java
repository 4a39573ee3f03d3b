package io.bactrian.site;

import io.bactrian.apply.StreamState;
import io.bactrian.apply.Wait;
import io.bactrian.changeset.Header;
import io.bactrian.database.StreamTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;

/** How far streams are applied and what waits, as the site's database has it. Thread-safe. */
public final class StoredStreams {
  private final DataSource source;

  StoredStreams(DataSource source) {
    this.source = source;
  }

  /** Never null: a stream that has not begun is at 0. */
  public StreamState state(String partner) {
    return read(
        table -> table.read(partner).orElse(new StreamState(partner, 1, 0, Header.NO_HASH, 0, 0)));
  }

  public List<Wait> waits(String partner) {
    return read(table -> table.waits(partner));
  }

  /** The same with its payload, which {@link #waits} leaves out when it is long. */
  public Wait whole(Wait wait) {
    return read(table -> table.whole(wait));
  }

  /** Partners with a load under way. */
  public Set<String> loading() {
    return read(StreamTable::loading);
  }

  /** Hash of a partner's changeset that was applied; empty when it is not known any more. */
  public Optional<String> hash(String partner, long number) {
    return read(table -> table.hash(partner, number));
  }

  private interface Reading<T> {
    T from(StreamTable table) throws SQLException;
  }

  private <T> T read(Reading<T> reading) {
    try (Connection connection = source.getConnection()) {
      return reading.from(new StreamTable(connection));
    } catch (SQLException e) {
      throw new IllegalStateException(
          "The side tables can't be read (%s). Nothing is changed by that; it is tried again. If they are missing, run `bactrian install`."
              .formatted(e.getMessage()),
          e);
    }
  }
}
