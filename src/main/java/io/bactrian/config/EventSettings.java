package io.bactrian.config;

import static io.bactrian.config.Setting.defaulted;

import java.util.List;

/** Events for applications. */
final class EventSettings {
  static final Setting<Integer> KEEP =
      defaulted(
          "events.keep",
          SettingTypes.count("events", 1_000, 100_000_000),
          "100000",
          "How many [events](events.md) are kept for those who read them later. Who comes too late"
              + " is told so.");

  /** In the order of the reference. */
  static final List<Setting<?>> ALL = List.of(KEEP);

  private EventSettings() {}
}
