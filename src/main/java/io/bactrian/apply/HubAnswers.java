package io.bactrian.apply;

import io.bactrian.changeset.RowId;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The answers that one transaction of the hub's applier owes the spoke: for each of its rows that
 * was decided how the row stands, and for each that was parked that it is. For one thread.
 */
final class HubAnswers {
  private final ApplyTransaction tx;
  private final SpokeView view;
  private final ParkedRows parked;
  private final Verdicts verdicts;
  private final long number;
  private final long judgedAt;
  private final JudgedRows judged;
  private final Set<RowId> awaitedAtSpoke;
  private final TouchedRows touched;

  /**
   * @param parked the spoke's rows that are parked; those that are now are known there as awaited
   * @param number number of the spoke's changeset that is answered
   * @param spool folder for what is too much for memory; null to keep all there
   */
  HubAnswers(ApplyTransaction tx, SpokeView view, ParkedRows parked, long number, Path spool) {
    this.tx = tx;
    this.view = view;
    this.parked = parked;
    this.number = number;
    judgedAt = tx.capturedThrough();
    judged = new JudgedRows(spool);
    touched = new TouchedRows(spool);
    verdicts = new Verdicts(view);
    awaitedAtSpoke = new HashSet<>(parked.rows());
  }

  /** Whether the spoke's row was decided. */
  boolean contains(RowId row) {
    return judged.contains(row);
  }

  /** The spoke has lost a change of its row. */
  void lost(MappedChange parts, CurrentRows current) {
    touched.judged(parts.reach().keySet(), current::found);
    judged.add(parts.row(), Verdicts.Judged.of(parts));
  }

  /** Takes what an attempt that was written has decided. */
  void keep(HubAttempt attempt) {
    attempt.judged.forEach(judged::add);
    attempt.judged.values().forEach(now -> touched.judged(now.rows().keySet(), attempt::found));
    attempt.writes.forEach(
        write -> touched.wrote(write, attempt.bound(write), attempt.seen(write)));
  }

  /**
   * Appends a "parked" verdict for each row that is still parked, then final verdicts for the
   * decided rows.
   *
   * @return how many verdicts the spoke waits for
   */
  int append(Set<RowId> newlyParked) {
    tx.append(
        newlyParked.stream()
            .filter(parked::contains)
            .map(row -> Verdicts.parked(view.spoke(), row, number, judgedAt))
            .toList());
    int[] due = new int[1];
    touched.each(judged, (some, done) -> due[0] += answerOrLook(some, done));
    return due[0];
  }

  /** Parked rows are not answered, but are looked at for whether they left the spoke's view. */
  private int answerOrLook(Map<RowId, Verdicts.Judged> some, Touched done) {
    Map<RowId, Verdicts.Judged> answered = new LinkedHashMap<>(some);
    Map<RowId, Verdicts.Judged> unanswered = new LinkedHashMap<>(some);
    answered.keySet().removeIf(parked::contains);
    unanswered.keySet().removeAll(answered.keySet());
    inBatches(unanswered, these -> verdicts.requireSeen(tx, these, done));
    int[] due = new int[1];
    inBatches(answered, these -> due[0] += answer(these, done));
    return due[0];
  }

  private static void inBatches(
      Map<RowId, Verdicts.Judged> all, Consumer<Map<RowId, Verdicts.Judged>> use) {
    List<RowId> rows = List.copyOf(all.keySet());
    for (int from = 0; from < rows.size(); from += BatchLimit.ROWS) {
      List<RowId> some = rows.subList(from, Math.min(rows.size(), from + BatchLimit.ROWS));
      InParts.of(
          some,
          these -> {
            Map<RowId, Verdicts.Judged> part = new LinkedHashMap<>();
            these.forEach(row -> part.put(row, all.get(row)));
            use.accept(part);
          });
    }
  }

  private int answer(Map<RowId, Verdicts.Judged> some, Touched done) {
    List<OutboxRecord> answers = verdicts.of(tx, some, awaitedAtSpoke, done, number, judgedAt);
    tx.append(answers);
    return (int)
        answers.stream()
            .filter(answer -> answer instanceof OutboxRecord.VerdictFor v && v.due())
            .count();
  }

  /** The transaction has ended. */
  void close() {
    judged.close();
    touched.close();
  }
}
