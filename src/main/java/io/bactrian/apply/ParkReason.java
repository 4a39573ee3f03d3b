package io.bactrian.apply;

import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import io.bactrian.conflict.BusinessRule;
import io.bactrian.conflict.Kind;
import java.util.List;

/**
 * Why a spoke's change is parked at the hub. Immutable.
 *
 * @param reason without row values
 * @param table our table that refused it; null when it only waits for an earlier change of its row
 * @param said what a trigger of the application said, which may contain row values; or null
 * @param needs what would have to change first, any of it; empty when that is not known
 */
record ParkReason(Kind kind, String reason, String table, String said, List<Need> needs) {

  private ParkReason(Kind kind, String reason, String table) {
    this(kind, reason, table, null, List.of());
  }

  static ParkReason of(Failure failure) {
    ParkReason plain = plain(failure);
    return new ParkReason(
        plain.kind(), plain.reason(), plain.table(), failure.said(), failure.needs());
  }

  private static ParkReason plain(Failure failure) {
    String table = failure.write().table().name();
    return switch (failure.kind()) {
      case UNIQUE_KEY_TAKEN ->
          new ParkReason(
              Kind.UNIQUE_KEY_TAKEN, "a unique key is taken here: " + failure.reason(), table);
      case PARENT_MISSING ->
          new ParkReason(
              Kind.PARENT_MISSING, "the row it refers to is not here: " + failure.reason(), table);
      case STILL_REFERENCED ->
          new ParkReason(
              Kind.RULE_VIOLATED, "other rows here still need it: " + failure.reason(), table);
      case OTHER_INTEGRITY ->
          new ParkReason(
              Kind.RULE_VIOLATED, "a rule of the database forbids it: " + failure.reason(), table);
      case DATA ->
          new ParkReason(
              Kind.RULE_VIOLATED, "the database does not take a value: " + failure.reason(), table);
    };
  }

  /** The change gives columns of a row that does not exist here. */
  static ParkReason noOwner(Table table, RowId owner) {
    String name = table.name();
    return new ParkReason(
        Kind.PARENT_DELETED,
        "the row of " + name + " that it is a part of is not here",
        name,
        null,
        List.of(Need.coming(table, owner)));
  }

  /** A rule of the rules file forbids the row as it would stand. */
  static ParkReason mustNot(Table table, BusinessRule rule) {
    String reason = "a conflict rule forbids it (version %d): %s";
    return new ParkReason(
        Kind.RULE_VIOLATED, reason.formatted(rule.version(), rule.message()), table.name());
  }

  /** An earlier change of the row is parked, and changes of a row keep their order. */
  static ParkReason behind(ParkReason first) {
    return new ParkReason(
        first == null ? Kind.RULE_VIOLATED : first.kind(),
        "waits behind an earlier change of its row",
        null);
  }

  /** The reason and what the application said: only for where the row itself is kept. */
  String whole() {
    return Failure.whole(reason, said);
  }
}
