package io.bactrian.changelog;

import java.util.Iterator;
import org.bson.Document;

/**
 * A batch that is being appended, in steps, so that a route can insert its blocks: every document
 * of {@link #blocks()} in order into the collection {@code log}, then {@link #commit}. A batch that
 * is given up needs no end; the next one removes what it left. For one thread.
 */
public interface Appending {

  /**
   * The blocks, made as they are asked for. Table shapes and parts of large rows that they refer to
   * are stored before a block is returned.
   */
  Iterator<Document> blocks();

  /**
   * Checks that every block is stored, then moves the head; durable when this returns.
   *
   * @return the new head; the expected one when there were no entries
   * @throws Changelog.StaleHeadException when another runner was faster
   * @throws io.bactrian.problem.ProblemException when a block is not stored or was not asked for
   */
  Head commit(String nonce);
}
