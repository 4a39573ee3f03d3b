package io.bactrian.apply;

/**
 * Whether the steps of a changeset come in their order, each once: a route is edited by people, and
 * what it leaves out would be lost when the rest commits. For one thread.
 */
final class StepOrder {
  private Step done = Step.BEGIN;
  private long batch;
  private boolean last;

  /**
   * A batch begins.
   *
   * @throws StepOrderException when the one before is not written, or another one is missing
   */
  void begin(ItemBatch next, Batch before) {
    require(Step.TAKE_MARKERS, readyForBatch(before));
    if (next.number() != batch + 1) {
      throw new StepOrderException(
          next.number() <= batch
              ? "batch %d comes a second time".formatted(next.number())
              : "batch %d did not reach `%s`".formatted(batch + 1, Step.TAKE_MARKERS));
    }
    batch = next.number();
    last = next.last();
    done = Step.TAKE_MARKERS;
  }

  private boolean readyForBatch(Batch before) {
    return done == Step.BEGIN || written(before);
  }

  private boolean written(Batch batch) {
    return (done == Step.WRITE || done == Step.TRANSFORM) && !batch.isOpen();
  }

  /** One of the steps that a batch goes through, in a circle until it is taken. */
  void next(Step step, Batch batch) {
    require(
        step,
        switch (step) {
          case TRANSFORM -> done == Step.TAKE_MARKERS;
          case LOCK_ROWS -> (done == Step.TRANSFORM || done == Step.WRITE) && batch.isOpen();
          case RESOLVE -> done == Step.LOCK_ROWS;
          case WRITE -> done == Step.RESOLVE;
          case RETRY_WAITING -> last && written(batch);
          case RECORD_VERDICTS -> done == Step.RETRY_WAITING;
          case ADVANCE_STREAM -> done == Step.RECORD_VERDICTS;
          case COMMIT -> done == Step.ADVANCE_STREAM;
          default -> false;
        });
    done = step;
  }

  private void require(Step step, boolean inOrder) {
    if (!inOrder) {
      throw new StepOrderException(
          "`%s` comes after `%s`, so that a step between them was left out or one ran twice"
              .formatted(step, done));
    }
  }
}
