package io.bactrian.changeset;

/** What happened to a row. A change of a key is a delete and an insert. */
public enum Operation {
  INSERT,
  UPDATE,
  DELETE;

  /** The operation that leads from one image to the other; null when both are absent. */
  public static Operation between(Row before, Row after) {
    if (before == null) {
      return after == null ? null : INSERT;
    }
    return after == null ? DELETE : UPDATE;
  }
}
