package io.bactrian.capture.replay;

import io.bactrian.changeset.Key;

/** Which row. */
record RowName(String table, Key key) {
  @Override
  public String toString() {
    return table + key.text();
  }
}
