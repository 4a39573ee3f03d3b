package io.bactrian.database;

import io.bactrian.apply.Failure;
import io.bactrian.apply.Write;
import io.bactrian.changeset.Operation;
import io.bactrian.changeset.Row;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes updates of keys that the database refuses as such: the row with the new key is inserted,
 * what refers to the row is written, and the row with the old key is deleted. For one call.
 */
final class MovesApart {
  private final Writer writer;
  private final Map<Write, Write> wholes = new IdentityHashMap<>();

  /** Writes all it can, and returns what is refused. */
  @FunctionalInterface
  interface Writer {
    List<Failure> write(List<Write> writes) throws SQLException;
  }

  MovesApart(Writer writer) {
    this.writer = writer;
  }

  /** Whether updates of keys failed. */
  static boolean isWorthwhile(List<Failure> failures) {
    return failures.stream().anyMatch(failure -> failure.write().movesKey());
  }

  /**
   * @param failures in the order of the writes
   * @return what still fails
   */
  List<Failure> write(List<Failure> failures) throws SQLException {
    List<Write> writes = new ArrayList<>();
    for (Failure failure : failures) {
      Write write = failure.write();
      for (Write half : write.movesKey() ? apart(write) : List.of(write)) {
        wholes.put(half, write);
        writes.add(half);
      }
    }
    return writer.write(writes).stream()
        .map(failure -> failure.of(wholes.get(failure.write())))
        .toList();
  }

  /** The row with the new key to insert, and the one with the old key to delete. */
  static List<Write> apart(Write write) {
    BitSet all = new BitSet();
    all.set(0, write.table().width());
    CharSequence[] left = write.row().toArray();
    for (int i = 0; i < write.table().keyWidth(); i++) {
      left[write.table().keyPosition(i)] = write.from().get(i);
    }
    Row before = Row.owning(left);
    return List.of(
        new Write(write.table(), Operation.INSERT, write.row(), all, write.origin()),
        new Write(write.table(), Operation.DELETE, before, new BitSet(), write.origin()));
  }
}
