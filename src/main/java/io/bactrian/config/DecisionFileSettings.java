package io.bactrian.config;

import static io.bactrian.config.Setting.defaulted;
import static io.bactrian.config.Setting.optional;

import java.time.Duration;
import java.util.List;

/** Conflicts and decisions as files, for people without a network to the hub. */
final class DecisionFileSettings {
  static final Setting<String> FOLDER =
      optional(
          "decisions.folder",
          SettingTypes.folder(),
          "carried",
          "At a hub: folder in which open conflicts and parked changes lie as files and from which"
              + " decisions are read ([decision files](decision-files.md)); an existing folder,"
              + " relative to the site folder, or a disk that is not always there. Without it,"
              + " there are no such files. They hold rows, so who may read the folder may read"
              + " these, and who may write to it may decide.");
  static final Setting<Duration> INTERVAL =
      defaulted(
          "decisions.interval",
          Quantities.duration(),
          "10 s",
          "How often files are written for what waits now, and decisions are looked for.");

  /** In the order of the reference. */
  static final List<Setting<?>> ALL = List.of(FOLDER, INTERVAL);

  private DecisionFileSettings() {}
}
