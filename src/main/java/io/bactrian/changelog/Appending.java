package io.bactrian.changelog;

import java.util.Iterator;
import org.bson.Document;

/**
 * A batch being appended in steps. A route inserts every document of {@link #blocks()}, in order,
 * into the collection {@code log}, then calls {@link #commit}. An abandoned batch needs no cleanup:
 * the next one removes its blocks. For one thread.
 */
public interface Appending {

  /**
   * The blocks, created lazily. The table shapes and parts of large rows that a block refers to are
   * stored before the block is returned.
   */
  Iterator<Document> blocks();

  /**
   * Checks that every block is stored, then moves the head; durable when this returns.
   *
   * @return the new head; the expected one when there were no entries
   * @throws Changelog.StaleHeadException when another runner moved the head first
   * @throws io.bactrian.problem.ProblemException when a block is not stored, or {@link #blocks()}
   *     was not read to its end
   */
  Head commit(String nonce);
}
