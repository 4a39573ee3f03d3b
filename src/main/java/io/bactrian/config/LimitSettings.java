package io.bactrian.config;

import static io.bactrian.config.Setting.defaulted;

import java.util.List;

/** Limits on what one partner may request and leave behind. */
final class LimitSettings {
  static final Setting<Integer> LOADS =
      defaulted(
          "limit.loads",
          SettingTypes.count("loads", 1, 1_000),
          "10",
          "How many loads a spoke gets within 24 hours because it asks for all rows by itself. Further"
              + " requests are kept; their load starts later, or with `bactrian load`.");
  static final Setting<Integer> EARLY_CHANGESETS =
      defaulted(
          "limit.early-changesets",
          SettingTypes.count("changesets", 1, 1_000_000),
          "1000",
          "How many changesets of a partner are kept that wait for an earlier one. Further ones are"
              + " not taken: files stay where they are, over HTTP they come again.");
  static final Setting<Long> EARLY_SIZE =
      defaulted(
          "limit.early-size",
          Quantities.size(),
          "1 GiB",
          "How large these may be together, compressed as they arrive.");
  static final Setting<Integer> PARKED_CHANGES =
      defaulted(
          "limit.parked-changes",
          SettingTypes.count("changes", 1, 10_000_000),
          "10000",
          "How many changes of a spoke may be parked at the hub. A changeset that would park more"
              + " is on hold until there is room.");
  static final Setting<Long> PARKED_SIZE =
      defaulted(
          "limit.parked-size", Quantities.size(), "256 MiB", "How large these may be together.");
  static final Setting<Integer> CONFLICTS =
      defaulted(
          "limit.conflicts",
          SettingTypes.count("records", 1, 1_000_000_000),
          "1000000",
          "How many conflict records a spoke may cause. A changeset that would cause more is on"
              + " hold until `bactrian conflicts purge` has made room.");
  static final Setting<Long> CONFLICT_SIZE =
      defaulted(
          "limit.conflict-size", Quantities.size(), "10 GiB", "How large these may be together.");
  static final Setting<Integer> OPEN_CONFLICTS =
      defaulted(
          "limit.open-conflicts",
          SettingTypes.count("records", 1, 10_000_000),
          "100000",
          "How many of them may wait for a person. A changeset that would add more is on hold until"
              + " some are decided.");

  /** In the order of the reference. */
  static final List<Setting<?>> ALL =
      List.of(
          LOADS,
          EARLY_CHANGESETS,
          EARLY_SIZE,
          PARKED_CHANGES,
          PARKED_SIZE,
          CONFLICTS,
          CONFLICT_SIZE,
          OPEN_CONFLICTS);

  private LimitSettings() {}
}
