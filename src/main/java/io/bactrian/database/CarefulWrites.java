package io.bactrian.database;

import io.bactrian.apply.Failure;
import io.bactrian.apply.Write;
import io.bactrian.changeset.Operation;
import io.bactrian.changeset.RowId;
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
 * in halves, down to single rows. Keeps the order of writes to one row, and does not delete a row
 * while a write to a referring table is still pending. For one call.
 */
final class CarefulWrites {
  private final BatchedWrites writes;
  private final ForeignKeys references;
  private List<Write> left;
  private final Map<Write, Refusal> refused = new IdentityHashMap<>();
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
    round(Care.WHOLE_BATCHES);
    for (Care care : List.of(Care.HALVES, Care.DELETE_ANYWAY)) {
      while (!left.isEmpty() && round(care)) {
        continue;
      }
    }
    if (left.size() > 1 && writes.attemptDeferred(WritePlan.of(references, left))) {
      written.addAll(left);
    }
    writeInTwoSteps();
    List<Failure> failures = new ArrayList<>();
    for (Write write : all) {
      if (!written.contains(write)) {
        Refusal why = refused.getOrDefault(write, Refusal.FOLLOWS);
        failures.add(new Failure(write, why.kind(), why.reason(), why.said()));
      }
    }
    return failures;
  }

  /** What waits for these writes is tried once more after them. */
  private void writeInTwoSteps() throws SQLException {
    List<Write> open = left.stream().filter(write -> !written.contains(write)).toList();
    List<List<Write>> circles = InTwoSteps.circles(references, open);
    if (!inTwoSteps(circles.stream().flatMap(List::stream).toList()) && circles.size() > 1) {
      for (List<Write> circle : circles) {
        inTwoSteps(circle);
      }
    }
    left = open.stream().filter(write -> !written.contains(write)).toList();
    while (left.size() < open.size() && !left.isEmpty() && round(Care.HALVES)) {
      continue;
    }
  }

  private boolean inTwoSteps(List<Write> inserts) throws SQLException {
    List<WriteBatch> batches = InTwoSteps.batches(references, inserts);
    boolean done = !batches.isEmpty() && writes.attempt(batches) == null;
    if (done) {
      written.addAll(inserts);
    }
    return done;
  }

  /** Tries each remaining write once and returns whether any succeeded. */
  private boolean round(Care care) throws SQLException {
    int before = written.size();
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
      return Boolean.TRUE.equals(stuck.get(id(write)));
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
          stick(write, false);
        } else if (!stuck.containsKey(id(write))) {
          possible.add(write);
        }
      }
      if (!possible.isEmpty()) {
        attempt(batch.with(possible));
      }
    }

    private void attempt(WriteBatch batch) throws SQLException {
      SQLException failure = writes.attempt(List.of(batch));
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
      stuck.put(id(write), forGood);
      stuckTables.add(write.table().name());
    }
  }

  private static RowId id(Write write) {
    return new RowId(write.table().name(), write.key());
  }
}
