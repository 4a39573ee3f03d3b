package io.bactrian.capture.replay;

/**
 * A column of a table.
 *
 * @param given whether an insert may give it a value
 */
record Field(String name, Type type, boolean given) {
  Field(String name, Type type) {
    this(name, type, true);
  }

  String sql() {
    return Sketch.quoted(name);
  }
}
