package io.bactrian.route;

import com.mongodb.MongoWriteException;
import io.bactrian.capture.ConflictSets;
import io.bactrian.capture.CorrectedEntries;
import io.bactrian.capture.InterruptedBatch;
import io.bactrian.capture.Outbox;
import io.bactrian.capture.Outbox.NumberRange;
import io.bactrian.capture.Pace;
import io.bactrian.changelog.AppendableLog;
import io.bactrian.changelog.Appending;
import io.bactrian.changelog.Changelog;
import io.bactrian.changelog.ConflictRecords;
import io.bactrian.changelog.Head;
import io.bactrian.changelog.LogEntry;
import io.bactrian.problem.Problem;
import io.bactrian.problem.ProblemException;
import java.time.Clock;
import java.util.Iterator;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.bson.Document;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The steps of the route {@code capture-changes}, which moves what the triggers wrote to the
 * changelog. The outbox is cleared only after the changelog has everything durably, and both stores
 * record the number of the last batch. After a crash either they agree, or the changelog is exactly
 * one batch ahead, and that batch only has to be deleted from the outbox. For one thread at a time,
 * which the route ensures.
 */
public final class Capture {
  private static final Logger LOG = LoggerFactory.getLogger(Capture.class);
  private static final String BATCH = "batch";

  private final Outbox outbox;
  private final AppendableLog changelog;
  private final ConflictRecords conflicts;
  private final Runnable captured;
  private final Supplier<String> nonces;
  private final Clock clock;
  private final Pace looking;
  private boolean compared;

  /**
   * @param captured called after entries were added to the changelog
   * @param nonces generates a nonce for each batch, never the same twice
   * @param nanos a clock that only goes forward, as {@link System#nanoTime}
   */
  public Capture(
      Outbox outbox,
      AppendableLog changelog,
      ConflictRecords conflicts,
      Runnable captured,
      Supplier<String> nonces,
      Clock clock,
      LongSupplier nanos) {
    this.outbox = outbox;
    this.changelog = changelog;
    this.conflicts = conflicts;
    this.captured = captured;
    this.nonces = nonces;
    this.clock = clock;
    this.looking = new Pace(nanos);
  }

  /** A batch that is being captured. */
  private record Open(
      long begun, Head expected, Outbox.Batch read, ConflictSets conflicts, Appending appending) {}

  /**
   * Whether to query the outbox now. While a large transaction is open, or deleted rows are not
   * cleaned up yet, the query is slow because the database has to skip them. The longer it took,
   * the longer the pause before the next one.
   */
  public boolean mayLook() {
    return looking.begin() || !compared;
  }

  /**
   * Takes the result of the query. Returns whether to capture: the outbox has rows, or the two
   * stores were not compared since the start.
   *
   * @param rows rows of the outbox, at most one
   */
  public boolean foundWork(List<?> rows) {
    looking.end(!rows.isEmpty());
    return !compared || !rows.isEmpty();
  }

  /**
   * Checks that the two stores agree, and finishes a batch that a crash interrupted. Call it while
   * nothing is captured.
   *
   * @throws ProblemException when one of the stores went back in time
   */
  public void reconcile() {
    reconciled();
  }

  /** Opens a snapshot of the outbox. Returns blocks for the changelog, the new body. */
  public Iterator<Document> openBatch(Exchange exchange) {
    long begun = System.nanoTime();
    exchange.setProperty("captured", 0L);
    Head expected = reconciled();
    compared = true;
    ConflictSets sets = new ConflictSets(conflicts, clock);
    Outbox.Batch read = outbox.read(expected.position(), sets);
    exchange.setProperty(BATCH, new Open(begun, expected, read, sets, null));
    Iterator<LogEntry> entries = new CorrectedEntries(read, changelog, expected.position());
    Appending appending = changelog.begin(expected, entries);
    exchange.setProperty(BATCH, new Open(begun, expected, read, sets, appending));
    return appending.blocks();
  }

  /**
   * Completes a batch whose blocks are all stored: moves the changelog's head, then clears the
   * outbox. Closes the snapshot first, because the database can't clean up deleted rows that a
   * snapshot still sees, and later queries would have to skip them.
   */
  public void commitBatch(Exchange exchange) {
    Open batch = exchange.getProperty(BATCH, Open.class);
    List<NumberRange> numbers = batch.read().numbers();
    if (numbers.isEmpty()) {
      return;
    }
    batch.conflicts().store();
    Head head = batch.appending().commit(nonces.get());
    batch.read().close();
    outbox.clear(numbers, batch.expected(), head);
    long count = head.position() - batch.expected().position();
    exchange.setProperty("captured", count);
    if (count > 0) {
      captured.run();
    }
    LOG.info(
        "captured {} entries through position {} in {} ms",
        count,
        head.position(),
        (System.nanoTime() - batch.begun()) / 1_000_000);
  }

  /**
   * Fails a batch of which the store refused a block. The next batch removes the blocks that were
   * stored.
   */
  public void notAppended(Exchange exchange) {
    Throwable failed = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
    Open batch = exchange.getProperty(BATCH, Open.class);
    ProblemException refused =
        Problem.of(
                "The batch after position %d was not appended to the changelog: the store refused a block (%s).",
                batch.expected().position(), category(failed))
            .follows("The head has not moved; nothing is lost, and the batch is tried again.")
            .toDo(
                "If its place is taken, another process appends to the same changelog, or one that was killed left a block there, which goes by itself. Stop the other process: a site has one runner.")
            .passes()
            .exception();
    refused.addSuppressed(failed);
    throw refused;
  }

  private static String category(Throwable failed) {
    for (Throwable e = failed; e != null; e = e.getCause()) {
      if (e instanceof MongoWriteException refused) {
        return refused.getError().getCategory().name();
      }
    }
    return failed.getClass().getSimpleName();
  }

  /** Closes the snapshot, whatever happened. */
  public void closeBatch(Exchange exchange) {
    Open batch = exchange.getProperty(BATCH, Open.class);
    if (batch != null) {
      batch.read().close();
      exchange.removeProperty(BATCH);
    }
    exchange.getMessage().setBody(null);
  }

  /**
   * Returns the head on which both stores agree, after finishing a batch that a crash interrupted.
   */
  private Head reconciled() {
    Head ours = outbox.head();
    Head logs = changelog.head();
    if (logs.equals(ours)) {
      return logs;
    }
    unmoved(ours);
    boolean oneAhead =
        logs.generation() == ours.generation()
            && logs.batch() == ours.batch() + 1
            && logs.previousPosition() == ours.position();
    if (!oneAhead) {
      throw Problem.of(
              "Capture stands still: the changelog ends with batch %d of generation %d, the database knows batch %d of generation %d. One of the two was restored from a backup, or changelog.uri or database.url names another site's.",
              logs.batch(), logs.generation(), ours.batch(), ours.generation())
          .follows("Nothing is captured or lost.")
          .toDo("Correct the setting; after a restore stop the site and run `bactrian recover`.")
          .exception();
    }
    outbox.clear(interrupted(ours, logs), ours, logs);
    LOG.info(
        "the batch that a crash interrupted is complete: through position {}", logs.position());
    return logs;
  }

  /** Finds the outbox rows of the log's last batch, in one snapshot. */
  private List<NumberRange> interrupted(Head ours, Head logs) {
    ConflictSets sets = new ConflictSets(conflicts, clock);
    try (Outbox.Batch rows = outbox.read(ours.position(), sets);
        Changelog.Entries entries = changelog.read(logs.previousPosition(), logs.position())) {
      List<NumberRange> numbers = InterruptedBatch.numbers(rows, entries);
      sets.store();
      return numbers;
    } catch (InterruptedBatch.DatabaseWentBackException wentBack) {
      unmoved(ours);
      throw wentBack;
    }
  }

  /**
   * Throws if capture's row has changed since {@code ours} was read: then comparing the heads means
   * nothing.
   */
  private void unmoved(Head ours) {
    Head now = outbox.head();
    if (!now.equals(ours)) {
      throw Problem.of(
              "Capture waits: while it looked, another process captured this site through batch %d (this one had seen batch %d).",
              now.batch(), ours.batch())
          .follows("Nothing is lost or doubled; capture tries again.")
          .toDo("Stop the other process: a site has one runner.")
          .passes()
          .exception();
    }
  }
}
