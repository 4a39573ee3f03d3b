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
 * The steps of {@code capture-changes}: what the triggers wrote becomes part of the changelog. The
 * outbox is emptied only when the changelog has everything durably, and the last batch is counted
 * in both stores: after a crash either they agree, or the changelog is exactly one batch ahead,
 * which is then only deleted from the outbox. For one thread at a time, which the route sees to.
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
   * @param captured called whenever the changelog has grown
   * @param nonces one for each batch, never the same twice
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

  /** One batch on its way. */
  private record Open(
      long begun, Head expected, Outbox.Batch read, ConflictSets conflicts, Appending appending) {}

  /**
   * Whether to look into the outbox now. While a large transaction is under way, or deleted rows
   * are not yet cleaned up, the database has to pass over what is not there: such a look is
   * repeated the later, the longer it took.
   */
  public boolean mayLook() {
    return looking.begin() || !compared;
  }

  /**
   * Takes what the look found: whether there is something to capture, or nobody has compared the
   * stores yet.
   *
   * @param rows of the outbox, one at most
   */
  public boolean foundWork(List<?> rows) {
    looking.end(!rows.isEmpty());
    return !compared || !rows.isEmpty();
  }

  /**
   * Makes sure, while nothing is captured, that the two stores go together; finishes what a crash
   * interrupted.
   *
   * @throws ProblemException when one of them went back in time
   */
  public void reconcile() {
    reconciled();
  }

  /** Opens a snapshot of the outbox; its blocks for the changelog are the new body. */
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
   * All blocks are in: the head moves, then the outbox is emptied. The snapshot ends before: what
   * it still sees could not be cleaned up, and every later look would pass over it.
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
   * A block's place is taken, or the store failed. Whatever of the batch is stored is removed by
   * the next one.
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

  /** Ends the snapshot, whatever happened. */
  public void closeBatch(Exchange exchange) {
    Open batch = exchange.getProperty(BATCH, Open.class);
    if (batch != null) {
      batch.read().close();
      exchange.removeProperty(BATCH);
    }
    exchange.getMessage().setBody(null);
  }

  /** The head that both stores agree on, after finishing what a crash interrupted. */
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

  /** What the outbox still holds of the log's last batch; under one snapshot. */
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

  /** Two heads that were read one after the other say nothing when someone moved between. */
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
