package io.bactrian.apply;

import io.bactrian.conflict.Kind;

/**
 * Why a spoke's change waits at the hub.
 *
 * @param table ours that refused it; null when it only waits behind another change
 */
record Refusal(Kind kind, String reason, String table) {

  static Refusal of(Failure failure) {
    String table = failure.write().table().name();
    return switch (failure.kind()) {
      case UNIQUE_KEY_TAKEN ->
          new Refusal(
              Kind.UNIQUE_KEY_TAKEN, "a unique key is taken here: " + failure.reason(), table);
      case PARENT_MISSING ->
          new Refusal(
              Kind.PARENT_MISSING, "the row it refers to is not here: " + failure.reason(), table);
      case STILL_REFERENCED ->
          new Refusal(
              Kind.RULE_VIOLATED, "other rows here still need it: " + failure.reason(), table);
      case OTHER_INTEGRITY ->
          new Refusal(
              Kind.RULE_VIOLATED, "a rule of the database forbids it: " + failure.reason(), table);
      case DATA ->
          new Refusal(
              Kind.RULE_VIOLATED, "the database does not take a value: " + failure.reason(), table);
    };
  }

  /** It gives columns to a row that does not exist here. */
  static Refusal noOwner(String table) {
    return new Refusal(
        Kind.PARENT_DELETED, "the row of " + table + " that it is a part of is not here", table);
  }

  /** Changes of one row keep their order. */
  static Refusal behind(Refusal first) {
    return new Refusal(
        first == null ? Kind.RULE_VIOLATED : first.kind(),
        "waits behind an earlier change of its row",
        null);
  }
}
