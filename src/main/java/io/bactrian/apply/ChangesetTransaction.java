package io.bactrian.apply;

import io.bactrian.changeset.Header;
import io.bactrian.changeset.Item;
import java.util.List;

/**
 * Applies one changeset in one transaction, by the steps of the route {@code apply-changeset}. For
 * each batch: {@link #takeMarkers}, {@link #transform} and, until the batch is written, {@link
 * #lockRows}, {@link #resolve} and {@link #write}. Then {@link #retryWaiting}, {@link
 * #recordVerdicts}, {@link #advanceStream} and {@link #commit}. Each step throws {@link
 * StepOrderException} when the step before it is missing, so that no partial changeset is
 * committed. For one thread.
 */
public final class ChangesetTransaction {
  private final ApplyTransaction tx;
  private final Header header;
  private final String hash;
  private final Session session;
  private final StepOrder order = new StepOrder();
  private ItemBatch arrived;
  private Batch batch;

  ChangesetTransaction(ApplyTransaction tx, Header header, String hash, Session session) {
    this.tx = tx;
    this.header = header;
    this.hash = hash;
    this.session = session;
  }

  /**
   * Reads the batch's markers (how far the partner has applied our changes) and requests for rows.
   */
  public void takeMarkers(ItemBatch next) {
    order.begin(next, batch);
    arrived = next;
    session.take(next.controls());
  }

  /**
   * Maps the rows of the batch to this site's tables.
   *
   * @throws io.bactrian.transform.MappingException when a row can't be mapped
   * @throws io.bactrian.changeset.MalformedChangesetException when the batch contains an item that
   *     this partner may not send
   */
  public Batch transform() {
    order.next(ApplyStep.TRANSFORM, batch);
    batch = session.transform(arrived.rows());
    return batch;
  }

  /** Locks and loads this site's rows that the batch, or its next part, refers to. */
  public void lockRows() {
    order.next(ApplyStep.LOCK_ROWS, batch);
    batch.lockRows();
  }

  /** Detects conflicts and decides them by the rules. Writes nothing. */
  public void resolve() {
    order.next(ApplyStep.RESOLVE, batch);
    batch.resolve();
  }

  /**
   * Writes what was decided. If the database refuses rows, the batch stays open and is decided
   * again without them.
   *
   * @throws LimitReachedException when more would be parked or recorded than the limits allow
   */
  public void write() {
    order.next(ApplyStep.WRITE, batch);
    batch.write();
  }

  /**
   * After all batches: retries parked and deferred rows, since the rows they need may have arrived.
   *
   * @throws RowRefusedException when a row is still refused and puts the whole stream on hold
   */
  public void retryWaiting() {
    order.next(ApplyStep.RETRY_WAITING, batch);
    session.retryWaiting();
  }

  /**
   * Appends the answers for the partner to the outbox.
   *
   * @throws ApplyAgainException when the changeset has to be rolled back and applied again
   */
  public void recordVerdicts() {
    order.next(ApplyStep.RECORD_VERDICTS, batch);
    session.answer();
  }

  /** Appends the marker for the partner and saves the stream's watermark. */
  public void advanceStream() {
    order.next(ApplyStep.ADVANCE_STREAM, batch);
    if (session.tally.changes > 0) {
      Item.Marker marker = new Item.Marker(header.incarnation(), header.number());
      tx.append(List.of(new OutboxRecord.MarkerFor(session.found().source(), marker)));
    }
    tx.saveStream(session.after(header, hash));
  }

  public Applied commit() {
    order.next(ApplyStep.COMMIT, batch);
    session.tally.keptWaiting = session.tally.changes > 0 && tx.keepsWaiting();
    tx.commit();
    session.committed();
    return session.tally.applied();
  }

  /** Whether this is the batch that {@link #transform} returned last. */
  public boolean worksOn(Object body) {
    return batch != null && batch == body;
  }
}
