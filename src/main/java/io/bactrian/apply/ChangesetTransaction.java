package io.bactrian.apply;

import io.bactrian.changeset.Header;
import io.bactrian.changeset.Item;
import java.util.List;

/**
 * A changeset while it is applied, in one transaction, as the steps of {@code apply-changeset}: for
 * each batch {@link #takeMarkers}, {@link #transform} and, until it is taken, {@link #lockRows},
 * {@link #resolve} and {@link #write}; then {@link #retryWaiting}, {@link #recordVerdicts}, {@link
 * #advanceStream} and {@link #commit}. Each step throws {@link StepOrderException} when the one
 * before it is missing, so that nothing is committed in part. For one thread.
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

  /** How far the partner has come, and what rows it asks for, before the rows of a batch. */
  public void takeMarkers(ItemBatch next) {
    order.begin(next, batch);
    arrived = next;
    session.take(next.controls());
  }

  /**
   * Maps the rows of the batch to this site's tables.
   *
   * @throws io.bactrian.transform.MappingException when one can't be mapped
   * @throws io.bactrian.changeset.MalformedChangesetException when the partner may not say this
   */
  public Batch transform() {
    order.next(ApplyStep.TRANSFORM, batch);
    batch = session.transform(arrived.rows());
    return batch;
  }

  /** Locks and loads the rows here that the batch, or its next part, speaks of. */
  public void lockRows() {
    order.next(ApplyStep.LOCK_ROWS, batch);
    batch.lockRows();
  }

  /** Detects conflicts and decides them, by the rules; nothing is written. */
  public void resolve() {
    order.next(ApplyStep.RESOLVE, batch);
    batch.resolve();
  }

  /**
   * Writes what was decided. When the database refuses some of it, the batch stays open and is
   * decided again without that.
   *
   * @throws LimitReachedException when more would wait, or be recorded, than the bounds let
   */
  public void write() {
    order.next(ApplyStep.WRITE, batch);
    batch.write();
  }

  /**
   * After all batches: tries again what waits for rows that may have come with them.
   *
   * @throws RowRefusedException when a row that is still refused holds the whole stream
   */
  public void retryWaiting() {
    order.next(ApplyStep.RETRY_WAITING, batch);
    session.retryWaiting();
  }

  /**
   * What the partner is answered.
   *
   * @throws ApplyAgainException when the same has to be applied once more
   */
  public void recordVerdicts() {
    order.next(ApplyStep.RECORD_VERDICTS, batch);
    session.answer();
  }

  /** The marker for the partner, and the stream's watermark. */
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
    tx.commit();
    return session.tally.applied();
  }

  /** Whether this is what {@link #transform} gave last. */
  public boolean worksOn(Object body) {
    return batch != null && batch == body;
  }
}
