package io.bactrian.database;

import io.bactrian.apply.Failure;
import io.bactrian.apply.Replaced;
import io.bactrian.apply.Write;
import io.bactrian.changeset.Operation;
import io.bactrian.changeset.RowId;
import io.bactrian.database.dialect.Foresight;
import io.bactrian.database.dialect.Refusal;
import io.bactrian.database.dialect.WriteBatch;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds the writes that the database refuses and applies the others. Works in rounds, as long as a
 * round writes anything: first whole batches, as one may need rows of another; then batches split
 * in halves, down to single rows. What can be foreseen to be refused is left out of each attempt,
 * so that only the rest is found by trying. Keeps the order of writes to one row, and does not
 * delete a row while a write to a referring table is still pending. For one call.
 */
final class CarefulWrites {
  /** Most writes that are tried together because some may be a circle. */
  private static final int MOST_AROUND = 100;

  private final BatchedWrites writes;
  private final ForeignKeys references;
  private List<Write> left;
  private final Map<Write, Refusal> refused = new IdentityHashMap<>();
  private final Set<RowId> sure = new HashSet<>();
  private boolean unforeseen;
  private final Set<Write> written = Collections.newSetFromMap(new IdentityHashMap<>());

  CarefulWrites(BatchedWrites writes, ForeignKeys references, List<Write> left) {
    this.writes = writes;
    this.references = references;
    this.left = left;
  }

  private enum Care {
    WHOLE_BATCHES,
    HALVES,
    DELETE_ANYWAY
  }

  List<Failure> write() throws SQLException {
    List<Write> all = left;
    boolean open = round(Care.WHOLE_BATCHES) || unforeseen;
    for (Care care : List.of(Care.HALVES, Care.DELETE_ANYWAY)) {
      if (care == Care.DELETE_ANYWAY) {
        writeReplaced();
      }
      while (open && !left.isEmpty() && round(care)) {
        continue;
      }
      open &= unforeseen;
    }
    writeDeferred();
    writeInTwoSteps(Operation.INSERT);
    writeInTwoSteps(Operation.DELETE);
    writeSwapped();
    writeAround();
    List<Failure> failures = new ArrayList<>();
    for (Write write : all) {
      if (!written.contains(write)) {
        Refusal why = refused.getOrDefault(write, Refusal.FOLLOWS);
        failures.add(new Failure(write, why.kind(), why.reason(), why.said(), why.place()));
      }
    }
    return failures;
  }

  /** Before a delete takes with it what only waits to be moved. */
  private void writeReplaced() throws SQLException {
    Replaced replaced = new Replaced(references::parents, left);
    if (!replaced.isEmpty()) {
      left = replaced.writes();
      while (!left.isEmpty() && round(Care.HALVES)) {
        continue;
      }
      left = new ArrayList<>();
      for (Write write : replaced.writes()) {
        (written.contains(write) ? written : left).addAll(replaced.originals(write));
      }
    }
  }

  /** What waits for these writes is tried once more after them. */
  private void writeInTwoSteps(Operation operation) throws SQLException {
    List<Write> open = left.stream().filter(write -> !written.contains(write)).toList();
    List<List<Write>> circles = InTwoSteps.circles(references, open, operation);
    if (!inTwoSteps(circles.stream().flatMap(List::stream).toList()) && circles.size() > 1) {
      for (List<Write> circle : circles) {
        inTwoSteps(circle);
      }
    }
    writeRest(open);
  }

  private boolean inTwoSteps(List<Write> circles) throws SQLException {
    List<WriteBatch> batches = InTwoSteps.batches(references, circles);
    boolean done = !batches.isEmpty() && writes.attempt(batches) == null;
    if (done) {
      written.addAll(circles);
    }
    return done;
  }

  /** A row that has several writes may be in one circle after the other. */
  private void writeSwapped() throws SQLException {
    int before = -1;
    while (before < written.size()) {
      before = written.size();
      List<Write> open = left.stream().filter(write -> !written.contains(write)).toList();
      List<Write> candidates = SwappedValues.candidates(open);
      if (candidates.size() > 1) {
        SwappedValues swapped = writes.swapped(candidates);
        swap(swapped, swapped.circles(candidates));
        writeRest(open);
      }
    }
  }

  /** Circles are tried together, and in halves where a row of one is refused for other reasons. */
  private void swap(SwappedValues swapped, List<List<Write>> circles) throws SQLException {
    List<Write> updates = circles.stream().flatMap(List::stream).toList();
    for (int i = 0; i < ParkingValues.ATTEMPTS; i++) {
      List<Write> parked = swapped.parked(updates, i);
      List<WriteBatch> batches = new ArrayList<>(WritePlan.of(references, parked));
      batches.addAll(WritePlan.of(references, updates));
      if (!parked.isEmpty() && writes.attempt(batches) == null) {
        written.addAll(updates);
        return;
      }
    }
    if (circles.size() > 1) {
      int middle = circles.size() / 2;
      swap(swapped, circles.subList(0, middle));
      swap(swapped, circles.subList(middle, circles.size()));
    }
  }

  /**
   * Where a circle of unique values passes through rows that come or go, or through what refers to
   * them: all that is left, with each value out of the way until the others are written.
   */
  private void writeAround() throws SQLException {
    Set<RowId> rows = new HashSet<>();
    List<Write> candidates = SwappedValues.candidates(left);
    boolean once = left.stream().allMatch(write -> rows.add(write.id()));
    boolean others = candidates.size() < left.size();
    if (!once || !others || candidates.isEmpty() || left.size() > MOST_AROUND) {
      return;
    }
    SwappedValues swapped = writes.swapped(candidates);
    List<Write> last = swapped.parkable(candidates);
    Set<Write> parkable = Collections.newSetFromMap(new IdentityHashMap<>());
    parkable.addAll(last);
    List<Write> first = left.stream().filter(write -> !parkable.contains(write)).toList();
    for (int i = 0; i < ParkingValues.ATTEMPTS && !last.isEmpty(); i++) {
      List<Write> parked = swapped.parked(last, i);
      List<WriteBatch> batches = new ArrayList<>(WritePlan.of(references, parked));
      batches.addAll(WritePlan.of(references, first));
      batches.addAll(WritePlan.of(references, last));
      if (parked.isEmpty()) {
        return;
      }
      if (writes.attempt(batches) == null) {
        written.addAll(left);
        return;
      }
    }
  }

  /** What waited for writes that are now done is tried once more after them. */
  private void writeRest(List<Write> open) throws SQLException {
    left = open.stream().filter(write -> !written.contains(write)).toList();
    while (left.size() < open.size() && !left.isEmpty() && round(Care.HALVES)) {
      continue;
    }
  }

  /** What waits for writes that had to be deferred together is tried once more after them. */
  private void writeDeferred() throws SQLException {
    List<Write> some = left.stream().filter(write -> !sure.contains(id(write))).toList();
    if (some.size() > 1 && writes.attemptDeferred(WritePlan.of(references, some))) {
      written.addAll(some);
      left = left.stream().filter(write -> !written.contains(write)).toList();
      while (!left.isEmpty() && round(Care.HALVES)) {
        continue;
      }
    }
  }

  /**
   * Tries each remaining write once and returns whether any succeeded. Where none did and nothing
   * was refused but what was foreseen, no other round finds more.
   */
  private boolean round(Care care) throws SQLException {
    int before = written.size();
    unforeseen = false;
    Round round = new Round(care);
    for (WriteBatch batch : WritePlan.of(references, left)) {
      round.write(batch);
    }
    left = left.stream().filter(w -> !written.contains(w) && !round.hopeless(w)).toList();
    return written.size() > before;
  }

  private final class Round {
    final Care care;
    final Map<RowId, Boolean> stuck = new HashMap<>();
    final Set<String> stuckTables = new HashSet<>();

    Round(Care care) {
      this.care = care;
    }

    /** Whether no other write can make this write possible. */
    boolean hopeless(Write write) {
      return write.ids().stream().anyMatch(id -> Boolean.TRUE.equals(stuck.get(id)));
    }

    private boolean isStuck(Write write) {
      return write.ids().stream().anyMatch(stuck::containsKey);
    }

    void write(WriteBatch batch) throws SQLException {
      String table = batch.table().name();
      boolean deferred =
          care != Care.DELETE_ANYWAY
              && batch.operation() == Operation.DELETE
              && references.below(table).stream().anyMatch(stuckTables::contains);
      List<Write> possible = new ArrayList<>();
      for (Write write : batch.writes()) {
        if (deferred) {
          unforeseen = true;
          stick(write, false);
        } else if (!isStuck(write)) {
          possible.add(write);
        }
      }
      if (!possible.isEmpty()) {
        leaveOutForeseen(batch.with(possible), possible);
      }
      if (!possible.isEmpty()) {
        attempt(batch.with(possible));
      }
    }

    private void leaveOutForeseen(WriteBatch batch, List<Write> possible) throws SQLException {
      for (Map.Entry<Write, Foresight.Foreseen> one : writes.foreseen(batch).entrySet()) {
        Write write = one.getKey();
        refused.put(write, one.getValue().refusal());
        stick(write, false);
        if (!one.getValue().deferrable()) {
          sure.add(id(write));
        }
      }
      possible.removeIf(this::isStuck);
    }

    private void attempt(WriteBatch batch) throws SQLException {
      SQLException failure = writes.attempt(List.of(batch));
      unforeseen |= failure != null;
      if (failure == null) {
        written.addAll(batch.writes());
      } else if (batch.size() == 1) {
        Write write = batch.writes().get(0);
        Refusal refusal = writes.refusal(failure, write);
        refused.put(write, refusal);
        stick(write, !refusal.retry());
      } else if (care == Care.WHOLE_BATCHES) {
        batch.writes().forEach(write -> stick(write, false));
      } else {
        int middle = batch.size() / 2;
        attempt(batch.part(0, middle));
        attempt(batch.part(middle, batch.size()));
      }
    }

    private void stick(Write write, boolean forGood) {
      write.ids().forEach(id -> stuck.put(id, forGood));
      stuckTables.add(write.table().name());
    }
  }

  private static RowId id(Write write) {
    return new RowId(write.table().name(), write.key());
  }
}
