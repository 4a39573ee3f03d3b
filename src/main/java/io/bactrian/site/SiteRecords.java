package io.bactrian.site;

import io.bactrian.apply.HubApplier;
import io.bactrian.archive.ConflictArchive;
import io.bactrian.changelog.ConflictPurge;
import io.bactrian.config.SiteConfiguration;
import io.bactrian.conflict.Rules;
import io.bactrian.database.LinkedRows;
import io.bactrian.decide.AsideRows;
import io.bactrian.decide.Decisions;
import io.bactrian.decide.Hub;
import io.bactrian.decide.WaitingChanges;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Makes what works on a site's records of conflicts. */
final class SiteRecords {
  private SiteRecords() {}

  static ConflictArchive archive(
      SiteConfiguration configuration, SiteStores stores, List<String> partners, Clock clock) {
    WaitingChanges waiting = new WaitingChanges(partners, stores.streams());
    SiteConfiguration.Records records = configuration.records();
    return new ConflictArchive(
        stores.conflicts(),
        stores.notes(),
        new ConflictPurge(stores.mongo()),
        new ConflictArchive.Policy(records.keep(), records.most(), records.archive()),
        waiting::ids,
        gone -> Hub.uncount(stores.transactions(), gone),
        clock);
  }

  /**
   * @param appliers by spoke; empty at a spoke
   * @param rules gives null at a spoke
   */
  static Decisions decisions(
      SiteStores stores,
      List<String> partners,
      Map<String, HubApplier> appliers,
      Supplier<Rules> rules,
      ConflictArchive archive,
      Clock clock) {
    SiteDatabase database = stores.database();
    Hub hub =
        new Hub(
            stores.conflicts(),
            stores.notes(),
            new WaitingChanges(partners, stores.streams()),
            new AsideRows(partners, stores.changesets().setAside()),
            appliers,
            stores.transactions(),
            database.schema(),
            new LinkedRows(database.pool(), database.dialect(), database.schema()),
            rules);
    return new Decisions(hub, archive, clock);
  }
}
