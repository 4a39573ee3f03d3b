package io.bactrian.config;

import static io.bactrian.config.Setting.defaulted;
import static io.bactrian.config.Setting.optional;

import java.time.Duration;
import java.util.List;

/** Declares the settings of how long records of conflicts are kept. */
final class ConflictSettings {
  static final Setting<Duration> KEEP =
      optional(
          "conflicts.keep",
          Quantities.duration(),
          "365 d",
          "How long the record of a decided conflict is kept, from when it was decided or undone"
              + " last. Older ones are written to `conflicts.archive`, then deleted, whenever"
              + " `purge.schedule` says. Open ones stay. Without it, age deletes none.");
  static final Setting<Integer> KEEP_MOST =
      optional(
          "conflicts.keep-most",
          SettingTypes.count("records", 1, 1_000_000_000),
          "100000",
          "How many records of decided conflicts are kept; of more, the oldest are archived and"
              + " deleted likewise. Without it, their number deletes none.");
  static final Setting<String> ARCHIVE =
      defaulted(
          "conflicts.archive",
          SettingTypes.folder(),
          "conflicts-archive",
          "Folder to which records are written before they are deleted, as lines of JSON. They hold"
              + " what people wrote in the tables: keep it, and delete from it, as your rules for"
              + " personal data say. Relative to the site folder.");

  static final List<Setting<?>> ALL = List.of(KEEP, KEEP_MOST, ARCHIVE);

  private ConflictSettings() {}
}
