package io.bactrian.site;

import io.bactrian.capture.Outbox;
import io.bactrian.changelog.ChangelogStore;
import io.bactrian.changelog.ConflictLog;
import io.bactrian.changelog.ConflictNotes;
import io.bactrian.changelog.MongoChangelog;
import io.bactrian.changelog.RulesHistory;
import io.bactrian.database.ApplyTransactions;
import io.bactrian.database.JdbcOutbox;
import io.bactrian.database.StoredStreams;
import io.bactrian.event.EventJournal;
import io.bactrian.exchange.mongo.MongoChangesetStore;
import io.bactrian.exchange.mongo.SuspendedPartners;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Stores of a site: in its database the outbox, its streams and what is applied; in the store of
 * its changelog the log, changesets and conflicts. Thread-safe.
 *
 * @param mongo the store itself, which the others share
 */
record SiteStores(
    SiteDatabase database,
    Outbox outbox,
    StoredStreams streams,
    ApplyTransactions transactions,
    ChangelogStore mongo,
    MongoChangelog changelog,
    MongoChangesetStore changesets,
    SuspendedPartners suspended,
    ConflictLog conflicts,
    ConflictNotes notes,
    RulesHistory rulesHistory,
    EventJournal events) {

  /**
   * Made from two open stores, which the caller closes.
   *
   * @param lockWait how long an applier waits for a row that the application has locked
   * @param spool folder for what is too much for memory
   */
  static SiteStores of(
      SiteDatabase database,
      ChangelogStore mongo,
      Supplier<String> ids,
      Clock clock,
      Duration lockWait,
      Path spool) {
    var rules = database.tables().rules();
    return new SiteStores(
        database,
        new JdbcOutbox(
                database.pool(), database.dialect(), database.schema(), rules, database.options())
            .spoolingTo(spool),
        new StoredStreams(database.pool(), database.dialect()),
        new ApplyTransactions(
            database.pool(),
            database.dialect(),
            database.schema(),
            rules,
            clock,
            database.tables().restored(),
            lockWait),
        mongo,
        new MongoChangelog(mongo.database(), mongo.blocks(), ids),
        new MongoChangesetStore(mongo),
        new SuspendedPartners(mongo.database()),
        new ConflictLog(mongo),
        new ConflictNotes(mongo, ids),
        new RulesHistory(mongo),
        new EventJournal(mongo.database()));
  }
}
