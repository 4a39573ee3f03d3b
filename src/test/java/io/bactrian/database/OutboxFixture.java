package io.bactrian.database;

import static io.bactrian.database.TestDatabase.run;

import io.bactrian.apply.OutboxRecord;
import io.bactrian.apply.OutboxRecord.ConflictRecord;
import io.bactrian.capture.Outbox;
import io.bactrian.changelog.LogEntry;
import io.bactrian.changeset.Schema;
import io.bactrian.database.dialect.Dialect;
import io.bactrian.database.dialect.TriggerOptions;
import io.bactrian.destination.DestinationRule;
import io.bactrian.destination.Destinations;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Two tracked tables and their outbox, on any database. */
abstract class OutboxFixture {
  DataSource source;
  Dialect dialect;
  Connection db;
  Schema schema;
  Outbox outbox;
  final List<ConflictRecord> conflicts = new ArrayList<>();

  abstract DataSource database() throws Exception;

  @BeforeEach
  void open() throws Exception {
    source = database();
    db = source.getConnection();
    dialect = Dialects.of(db);
    dialect.prepare(db);
    run(db, "create table \"item\" (\"id\" int primary key, \"owner\" varchar(40))");
    run(db, "create table \"own\" (\"id\" int primary key)");
    schema = Catalog.read(db, dialect, null, Map.of());
    new Tracking(dialect).install(db, schema, TriggerOptions.NONE);
    DestinationRule owner =
        (table, row) -> row == null ? Destinations.NONE : Destinations.of(row.get(1));
    outbox = new JdbcOutbox(source, dialect, schema, Map.of("item", owner));
  }

  @AfterEach
  void close() throws SQLException {
    TestDatabase.end(db);
  }

  final void append(Connection connection, OutboxRecord record) throws SQLException {
    String sql =
        "insert into bactrian_change (number, transaction, at, kind, after)"
            + " values (nextval('bactrian_number'), %s, current_timestamp, ?, ?)"
                .formatted(dialect.transactionId());
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      insert.setString(1, "" + record.kind());
      insert.setString(2, record.text());
      insert.executeUpdate();
    }
  }

  final List<LogEntry> read(long position) {
    List<LogEntry> entries = new ArrayList<>();
    try (Outbox.Batch batch = outbox.read(position, conflicts::add)) {
      batch.forEachRemaining(entries::add);
    }
    return entries;
  }
}
