package io.bactrian.changelog;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoBulkWriteException;
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

  /** The same of many writes that were made at once. */
  static void only(MongoBulkWriteException e) {
    boolean others =
        e.getWriteErrors().stream()
            .anyMatch(error -> error.getCategory() != ErrorCategory.DUPLICATE_KEY);
    if (others || e.getWriteConcernError() != null) {
      throw e;
    }
  }
}
