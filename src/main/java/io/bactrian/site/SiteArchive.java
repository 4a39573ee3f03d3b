package io.bactrian.site;

import io.bactrian.archive.ConflictArchive;
import io.bactrian.changelog.ConflictPurge;
import io.bactrian.config.SiteConfiguration;
import io.bactrian.decide.Hub;
import java.time.Clock;

/** Makes the archive of a site's conflict records. */
final class SiteArchive {
  private SiteArchive() {}

  static ConflictArchive of(SiteConfiguration configuration, SiteStores stores, Clock clock) {
    SiteConfiguration.Records records = configuration.records();
    return new ConflictArchive(
        stores.conflicts(),
        stores.notes(),
        new ConflictPurge(stores.mongo()),
        new ConflictArchive.Policy(records.keep(), records.most(), records.archive()),
        gone -> Hub.uncount(stores.transactions(), gone),
        clock);
  }
}
