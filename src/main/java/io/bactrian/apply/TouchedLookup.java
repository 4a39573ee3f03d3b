package io.bactrian.apply;

import io.bactrian.changeset.RowId;
import io.bactrian.changeset.RowText;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.ToIntFunction;

/**
 * Brings together groups of judged rows and what was done to our rows, where both are too many for
 * memory: what the groups ask for is divided into the parts of {@link TouchedRows}, and what these
 * answer into the groups. Each file is written and read once, in order. For one thread.
 */
final class TouchedLookup implements AutoCloseable {
  private final SpilledText asked;
  private final SpilledText answers;
  private int groups;
  private int given;

  TouchedLookup(Path folder) {
    asked = new SpilledText(folder, TouchedRows.PARTS);
    answers = new SpilledText(folder, JudgedRows.PARTS);
  }

  /** Asks for the rows of the next group; there are at most {@link JudgedRows#PARTS}. */
  void ask(Map<RowId, Verdicts.Judged> group) {
    group
        .values()
        .forEach(
            judged ->
                judged
                    .rows()
                    .keySet()
                    .forEach(
                        ours ->
                            asked.add(TouchedRows.part(ours), TouchedRows.print(ours, groups))));
    groups++;
  }

  /** Answers what all groups asked for of one part. */
  void answer(int part, ToIntFunction<RowId> touched) {
    asked.each(
        part,
        line -> {
          String[] parts = RowText.parse(line);
          RowId ours = TouchedRows.row(parts);
          int how = touched.applyAsInt(ours);
          if (how != 0) {
            answers.add(Integer.parseInt(parts[2]), TouchedRows.print(ours, how));
          }
        });
  }

  /** What was done to the rows of the next group, in the order in which they asked. */
  Touched next() {
    Map<RowId, Integer> touched = new HashMap<>();
    answers.each(
        given++,
        line -> {
          String[] parts = RowText.parse(line);
          touched.put(TouchedRows.row(parts), Integer.parseInt(parts[2]));
        });
    return (ours, how) -> how.in(touched.getOrDefault(ours, 0));
  }

  @Override
  public void close() {
    try (answers) {
      asked.close();
    }
  }
}
