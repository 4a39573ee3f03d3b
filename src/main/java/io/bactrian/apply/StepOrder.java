package io.bactrian.apply;

/**
 * Whether the steps of a changeset come in their order, each once: a route is edited by people, and
 * what it leaves out would be lost when the rest commits. For one thread.
 */
final class StepOrder {
  private ApplyStep done = ApplyStep.BEGIN;
  private long batch;
  private boolean last;

  /**
   * A batch begins.
   *
   * @throws StepOrderException when the one before is not written, or another one is missing
   */
  void begin(ItemBatch next, Batch before) {
    require(ApplyStep.TAKE_MARKERS, readyForBatch(before));
    if (next.number() != batch + 1) {
      throw new StepOrderException(
          next.number() <= batch
              ? "batch %d comes a second time".formatted(next.number())
              : "batch %d did not reach `%s`".formatted(batch + 1, ApplyStep.TAKE_MARKERS));
    }
    batch = next.number();
    last = next.last();
    done = ApplyStep.TAKE_MARKERS;
  }

  private boolean readyForBatch(Batch before) {
    return done == ApplyStep.BEGIN || written(before);
  }

  private boolean written(Batch batch) {
    return (done == ApplyStep.WRITE || done == ApplyStep.TRANSFORM) && !batch.isOpen();
  }

  /** One of the steps that a batch goes through, in a circle until it is taken. */
  void next(ApplyStep step, Batch batch) {
    require(
        step,
        switch (step) {
          case TRANSFORM -> done == ApplyStep.TAKE_MARKERS;
          case LOCK_ROWS ->
              (done == ApplyStep.TRANSFORM || done == ApplyStep.WRITE) && batch.isOpen();
          case RESOLVE -> done == ApplyStep.LOCK_ROWS;
          case WRITE -> done == ApplyStep.RESOLVE;
          case RETRY_WAITING -> last && written(batch);
          case RECORD_VERDICTS -> done == ApplyStep.RETRY_WAITING;
          case ADVANCE_STREAM -> done == ApplyStep.RECORD_VERDICTS;
          case COMMIT -> done == ApplyStep.ADVANCE_STREAM;
          default -> false;
        });
    done = step;
  }

  private void require(ApplyStep step, boolean inOrder) {
    if (!inOrder) {
      throw new StepOrderException(
          "`%s` comes after `%s`, so that a step between them was left out or one ran twice"
              .formatted(step, done));
    }
  }
}
