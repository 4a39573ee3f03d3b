package io.bactrian.changelog;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoWriteException;

/** Ignores duplicate keys ({@code _id} already stored) and rethrows other write errors. */
final class Duplicates {
  private Duplicates() {}

  /** Rethrows unless the error is a duplicate key. */
  static void only(MongoWriteException e) {
    if (e.getError().getCategory() != ErrorCategory.DUPLICATE_KEY) {
      throw e;
    }
  }

  /** Rethrows unless all errors of a bulk write are duplicate keys. */
  static void only(MongoBulkWriteException e) {
    boolean others =
        e.getWriteErrors().stream()
            .anyMatch(error -> error.getCategory() != ErrorCategory.DUPLICATE_KEY);
    if (others || e.getWriteConcernError() != null) {
      throw e;
    }
  }
}
