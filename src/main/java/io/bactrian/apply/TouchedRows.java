package io.bactrian.apply;

import io.bactrian.apply.Touched.How;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.Operation;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.RowText;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/**
 * What a transaction of the hub's applier has done to our rows, as far as its verdicts depend on
 * it. Keeps the rows of an ordinary changeset in memory; when there are more, moves them to a file,
 * and gives them in the end with the judged rows that need them, so that memory does not grow with
 * a changeset. For one thread.
 */
final class TouchedRows {
  /** Rows in memory; each takes about 200 bytes. */
  static final int MOST = 20_000;

  static final int PARTS = 64;

  private final Path folder;
  private final int most;
  private final Map<RowId, Effect> rows = new LinkedHashMap<>();
  private SpilledText moved;

  /**
   * Of one or more writes: what is so after them, and what is no longer.
   *
   * @param set as {@link How#of}
   * @param cleared before {@code set}
   */
  private record Effect(int set, int cleared) {
    Effect then(Effect later) {
      return new Effect(set & ~later.cleared | later.set, cleared | later.cleared);
    }
  }

  /**
   * @param folder for the file; null to keep all in memory
   */
  TouchedRows(Path folder) {
    this(folder, MOST);
  }

  TouchedRows(Path folder, int most) {
    this.folder = folder;
    this.most = most;
  }

  void judged(Collection<RowId> some, Predicate<RowId> found) {
    some.stream().filter(id -> !found.test(id)).forEach(id -> add(id, How.of(How.UNLOCKED), 0));
  }

  /**
   * @param bound whether the spoke may not move the row out of its view
   * @param seen whether the row was looked at after it was written
   */
  void wrote(Write write, boolean bound, boolean seen) {
    if (write.movesKey()) {
      add(write.left(), How.of(How.DELETED), How.of(How.UNLOCKED, How.PLACED));
    }
    boolean stays = write.operation() != Operation.DELETE;
    boolean unseen = bound && !seen && write.operation() == Operation.UPDATE;
    int set =
        (stays ? 0 : How.of(How.DELETED))
            | (stays && bound ? How.of(How.PLACED) : 0)
            | (unseen ? How.of(How.UNSEEN) : 0);
    add(write.id(), set, How.of(How.UNLOCKED, How.PLACED));
  }

  private void add(RowId row, int set, int cleared) {
    rows.merge(row, new Effect(set, cleared), Effect::then);
    if (folder != null && rows.size() >= most) {
      move();
    }
  }

  private void move() {
    moved = moved == null ? new SpilledText(folder, PARTS) : moved;
    rows.forEach((row, one) -> moved.add(part(row), print(row, one.set(), one.cleared())));
    rows.clear();
  }

  /** How many rows are in memory. */
  int held() {
    return rows.size();
  }

  /**
   * Gives the judged rows as {@link JudgedRows#each} does, each time with what was done to ours to
   * which they map. What is given is valid during the call.
   */
  void each(JudgedRows judged, BiConsumer<Map<RowId, Verdicts.Judged>, Touched> use) {
    if (moved == null) {
      judged.each(some -> use.accept(some, (row, how) -> is(rows.get(row), how)));
      return;
    }
    move();
    try (TouchedLookup lookup = new TouchedLookup(folder)) {
      judged.each(lookup::ask);
      for (int i = 0; i < PARTS; i++) {
        Map<RowId, Effect> part = new HashMap<>();
        moved.each(i, line -> parse(line, part));
        lookup.answer(i, row -> part.containsKey(row) ? part.get(row).set() : 0);
      }
      judged.each(some -> use.accept(some, lookup.next()));
    }
  }

  private static boolean is(Effect effect, How how) {
    return effect != null && how.in(effect.set());
  }

  private static void parse(String line, Map<RowId, Effect> into) {
    String[] parts = RowText.parse(line);
    into.merge(
        row(parts),
        new Effect(Integer.parseInt(parts[2]), Integer.parseInt(parts[3])),
        Effect::then);
  }

  /** The row of a line of {@link #print}. */
  static RowId row(String... parts) {
    return new RowId(parts[0], Key.parse(parts[1]));
  }

  static String print(RowId row, int... numbers) {
    String[] parts = new String[2 + numbers.length];
    parts[0] = row.table();
    parts[1] = row.key().text();
    for (int i = 0; i < numbers.length; i++) {
      parts[2 + i] = Integer.toString(numbers[i]);
    }
    return RowText.print(parts);
  }

  /** The part of a file that has this row. */
  static int part(RowId row) {
    return Math.floorMod(row.hashCode(), PARTS);
  }

  /** Removes the file; until then it stays, as rows may be judged again. */
  void close() {
    if (moved != null) {
      moved.close();
    }
  }
}
