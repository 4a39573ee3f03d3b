package kill;

import java.util.ArrayList;
import java.util.List;

/** What became of each transaction of one writer, as far as the writer was told. Thread-safe. */
final class Ledger {
  /** What the database said. */
  enum State {
    /** The commit came back. */
    ACKNOWLEDGED,
    /** The connection was lost during the commit. */
    UNKNOWN,
    /** Failed before the commit. */
    FAILED
  }

  /** One transaction; its number is its place in the list. */
  record Line(State state, int rows, long at) {}

  private final List<Line> lines = new ArrayList<>();

  synchronized void add(State state, int rows) {
    lines.add(new Line(state, rows, System.nanoTime()));
  }

  synchronized int next() {
    return lines.size();
  }

  synchronized List<Line> lines() {
    return List.copyOf(lines);
  }

  /** Number of the first acknowledged transaction since a moment, or -1. */
  synchronized int firstSince(long moment) {
    int found = -1;
    for (int i = lines.size() - 1; i >= 0 && lines.get(i).at() > moment; i--) {
      found = lines.get(i).state() == State.ACKNOWLEDGED ? i : found;
    }
    return found;
  }

  synchronized long count(State state) {
    return lines.stream().filter(line -> line.state() == state).count();
  }

  synchronized long rows() {
    return lines.stream().filter(line -> line.state() == State.ACKNOWLEDGED).mapToLong(Line::rows).sum();
  }
}
