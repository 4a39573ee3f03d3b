package io.bactrian.site;

import io.bactrian.apply.WaitSchedule;
import io.bactrian.changeset.Item;
import io.bactrian.config.SiteConfiguration;
import java.util.LinkedHashMap;
import java.util.Map;

/** When waiting rows are tried again, by partner. Thread-safe. */
final class WaitSchedules {
  private static final long NANOS = 1_000_000;

  private final Map<String, WaitSchedule> schedules = new LinkedHashMap<>();

  WaitSchedules(SiteConfiguration configuration) {
    SiteConfiguration.Maintenance pauses = configuration.maintenance();
    for (SiteConfiguration.Partner partner : configuration.partners()) {
      schedules.put(
          partner.id(),
          new WaitSchedule(
              () -> System.nanoTime() / NANOS, pauses.retryInterval(), pauses.retryIntervalMost()));
    }
  }

  WaitSchedule of(String partner) {
    return schedules.get(partner);
  }

  /** Tells that a row of this site was changed. */
  void changed(Item.Change change) {
    schedules.values().forEach(schedule -> schedule.changed(change));
  }
}
