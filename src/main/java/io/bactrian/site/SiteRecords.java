package io.bactrian.site;

import io.bactrian.apply.HubApplier;
import io.bactrian.archive.ConflictArchive;
import io.bactrian.changelog.ConflictPurge;
import io.bactrian.config.Faults;
import io.bactrian.config.SiteConfiguration;
import io.bactrian.conflict.Rules;
import io.bactrian.conflict.RulesFile;
import io.bactrian.database.LinkedRows;
import io.bactrian.decide.AsideRows;
import io.bactrian.decide.Decisions;
import io.bactrian.decide.Hub;
import io.bactrian.decide.OlderRules;
import io.bactrian.decide.WaitingChanges;
import io.bactrian.transform.Expressions;
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
        stores.rulesHistory(),
        new ConflictArchive.Policy(records.keep(), records.most(), records.archive()),
        waiting::ids,
        gone -> Hub.uncount(stores.transactions(), gone),
        clock);
  }

  /**
   * @param inUse gives null at a spoke
   * @param expressions for rules that were in use
   */
  record KnownRules(Supplier<Rules> inUse, Expressions expressions) {}

  private static List<OlderRules.Older> older(
      SiteStores stores, Expressions expressions, int version) {
    return stores.rulesHistory().of(version).stream()
        .map(
            kept -> {
              Faults faults = new Faults();
              Rules rules =
                  RulesFile.read(kept.text(), stores.database().schema(), expressions, faults);
              return faults.isEmpty()
                  ? new OlderRules.Older(kept.since(), rules, null)
                  : new OlderRules.Older(kept.since(), null, faults.all().get(0).toString());
            })
        .toList();
  }

  /**
   * @param appliers by spoke; empty at a spoke
   */
  static Decisions decisions(
      SiteStores stores,
      List<String> partners,
      Map<String, HubApplier> appliers,
      KnownRules rules,
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
            rules.inUse(),
            version -> older(stores, rules.expressions(), version));
    return new Decisions(hub, archive, clock);
  }
}
