package io.bactrian.apply;

/** The steps in which a changeset is applied; their words are the ids in the route. */
public enum ApplyStep {
  BEGIN("begin-transaction"),
  TAKE_MARKERS("take-markers"),
  TRANSFORM("transform"),
  LOCK_ROWS("lock-rows"),
  RESOLVE("resolve"),
  WRITE("write"),
  RETRY_WAITING("retry-waiting"),
  RECORD_VERDICTS("record-verdicts"),
  ADVANCE_STREAM("advance-stream"),
  COMMIT("commit");

  private final String word;

  ApplyStep(String word) {
    this.word = word;
  }

  @Override
  public String toString() {
    return word;
  }
}
