package io.bactrian.changelog;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoWriteException;

/** Tells an {@code _id} that is there already from other faults of a write. */
final class Duplicates {
  private Duplicates() {}

  /** Throws what is anything else. */
  static void only(MongoWriteException e) {
    if (e.getError().getCategory() != ErrorCategory.DUPLICATE_KEY) {
      throw e;
    }
  }
}
