package io.bactrian.database;

import io.bactrian.apply.ApplyTransaction;
import io.bactrian.apply.StreamState;
import io.bactrian.capture.Outbox;
import io.bactrian.changelog.Head;
import io.bactrian.changeset.Schema;
import io.bactrian.database.dialect.Dialect;
import io.bactrian.destination.DestinationRule;
import io.bactrian.destination.Placement;
import io.bactrian.recovery.Repair;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;

/** Repairs a database that does not match its changelog, in one transaction. */
final class DatabaseRepair implements Repair {
  private final Connection connection;
  private final Dialect dialect;
  private final JdbcApplyTransaction tx;
  private final StreamTable streams;
  private final Schema schema;
  private final Map<String, DestinationRule> rules;

  DatabaseRepair(
      Connection connection,
      Dialect dialect,
      JdbcApplyTransaction tx,
      Schema schema,
      Map<String, DestinationRule> rules) {
    this.connection = connection;
    this.dialect = dialect;
    this.tx = tx;
    this.streams = new StreamTable(connection, dialect.refusals());
    this.schema = schema;
    this.rules = rules;
  }

  @Override
  public ApplyTransaction transaction() {
    return tx;
  }

  @Override
  public Outbox.Batch uncaptured() {
    try {
      RecordedShapes shapes = new RecordedShapes(connection, dialect, schema);
      OrderedRows rows = new OrderedRows(new OutboxRows(connection, dialect), shapes, connection);
      return new OutboxBatch(
          PlacedRows.of(connection, dialect, schema, shapes, rows, Placement.of(rules), null),
          true,
          0,
          conflict -> {},
          Set.of(),
          hold -> hold,
          () -> end(rows));
    } catch (SQLException failure) {
      throw Interruption.of("reading changes that are not captured", failure);
    }
  }

  private static void end(OrderedRows rows) {
    try {
      rows.close();
    } catch (SQLException failure) {
      throw Interruption.of("reading changes that are not captured", failure);
    }
  }

  @Override
  public void captured(Set<String> transactions) {
    String sql = "delete from bactrian_change where transaction = ?";
    try (PreparedStatement delete = connection.prepareStatement(sql)) {
      for (String transaction : transactions) {
        delete.setString(1, transaction);
        delete.addBatch();
      }
      delete.executeBatch();
    } catch (SQLException failure) {
      throw Interruption.of("deleting captured changes", failure);
    }
  }

  @Override
  public void forgetRecorded() {
    String sql =
        "delete from bactrian_change where kind = 'C' and transaction = " + dialect.transactionId();
    try (PreparedStatement delete = connection.prepareStatement(sql)) {
      delete.executeUpdate();
    } catch (SQLException failure) {
      throw Interruption.of("writing changes from the changelog", failure);
    }
  }

  /** Sets the stream without recording a hash, as no changeset was applied. */
  @Override
  public void set(StreamState state) {
    try {
      streams.save(state);
    } catch (SQLException failure) {
      throw Interruption.of("setting the stream of " + state.source(), failure);
    }
  }

  @Override
  public void commit(Head head) {
    try {
      streams.captured(head);
    } catch (SQLException failure) {
      throw Interruption.of("setting capture's own row", failure);
    }
    tx.commit();
  }

  @Override
  public void close() {
    tx.close();
  }
}
