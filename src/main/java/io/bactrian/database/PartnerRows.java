package io.bactrian.database;

import io.bactrian.apply.PartnerState;
import io.bactrian.apply.RowComparison;
import io.bactrian.apply.Wait;
import io.bactrian.database.dialect.Dialect;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * What the site's database has of a partner that is not configured any more. Thread-safe.
 *
 * <p>How far its stream was applied stays for ever, with the hashes of what was applied last: a
 * changeset that turns up late, on a stick or from a mailbox, must be found to be an old one.
 */
public record PartnerRows(DataSource source, Dialect dialect) {

  /** Deletes what waits of it, and ends its loads, in one transaction. */
  public void delete(String partner) {
    try (Connection connection = source.getConnection()) {
      connection.setAutoCommit(false);
      new StreamTable(connection, dialect.refusals()).lock(partner);
      forget(connection, partner);
      PartnerTable partners = new PartnerTable(connection);
      PartnerState state = partners.read(partner);
      partners.save(state.withoutLoad().withoutRequest().with((RowComparison) null));
      connection.commit();
    } catch (SQLException failure) {
      throw Interruption.of("deleting what waits of partner " + partner, failure);
    }
  }

  /** A sum that was undone belongs to the record of its conflict, which stays. */
  private static void forget(Connection connection, String partner) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement("delete from bactrian_wait where stream = ? and kind <> ?")) {
      delete.setString(1, partner);
      delete.setString(2, Wait.Kind.UNDONE.stored());
      delete.executeUpdate();
    }
  }
}
