package io.bactrian.apply;

import io.bactrian.conflict.Kind;

/** Why a spoke's change waits at the hub. */
record Refusal(Kind kind, String reason) {

  static Refusal of(Failure failure) {
    return switch (failure.kind()) {
      case UNIQUE_KEY_TAKEN ->
          new Refusal(Kind.UNIQUE_KEY_TAKEN, "a unique key is taken here: " + failure.reason());
      case PARENT_MISSING ->
          new Refusal(Kind.PARENT_MISSING, "the row it refers to is not here: " + failure.reason());
      case STILL_REFERENCED ->
          new Refusal(Kind.RULE_VIOLATED, "other rows here still need it: " + failure.reason());
      case OTHER_INTEGRITY ->
          new Refusal(Kind.RULE_VIOLATED, "a rule of the database forbids it: " + failure.reason());
      case DATA ->
          new Refusal(
              Kind.RULE_VIOLATED, "the database does not take a value: " + failure.reason());
    };
  }

  /** It gives columns to a row that does not exist here. */
  static Refusal noOwner(String table) {
    return new Refusal(
        Kind.PARENT_DELETED, "the row of " + table + " that it is a part of is not here");
  }

  /** Changes of one row keep their order. */
  static Refusal behind(Refusal first) {
    return new Refusal(
        first == null ? Kind.RULE_VIOLATED : first.kind(),
        "waits behind an earlier change of its row");
  }
}
