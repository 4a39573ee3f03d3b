package io.bactrian.apply;

import io.bactrian.conflict.Conflict;
import io.bactrian.conflict.Decision;
import io.bactrian.conflict.Kind;
import io.bactrian.conflict.Merge;
import io.bactrian.conflict.Versions;
import java.util.ArrayList;
import java.util.List;

/**
 * The conflicts that one attempt at the hub finds: their records, the rules that decided them, and
 * what people at the spoke are asked. For one thread.
 */
final class FoundConflicts {
  private final SpokeView view;
  private final long number;

  final List<OutboxRecord> records = new ArrayList<>();

  /** The rule of each record, in the same order. */
  final List<String> rules = new ArrayList<>();

  final AskedThere asked = new AskedThere();

  /**
   * @param number of the spoke's changeset
   */
  FoundConflicts(SpokeView view, long number) {
    this.view = view;
    this.number = number;
  }

  /** Returns the id of its record. */
  String add(Merge.Judged one) {
    String id = view.ids().get();
    rules.add(one.decision().rule());
    records.add(new OutboxRecord.ConflictRecord(id, number, one.conflict(), one.decision()));
    return id;
  }

  /** Adds a conflict of this change, and asks its spoke if the rule says so. */
  void addOrAsk(MappedChange parts, Merge.Judged one) {
    Merge.Judged kept = AskedThere.fitting(parts, one);
    asked.add(parts, kept, add(kept));
  }

  /** Our row stays; the spoke's is kept in the record. */
  void addLost(Kind kind, String rule, Versions versions) {
    add(
        new Merge.Judged(
            new Conflict(kind, versions), new Decision(versions.ours(), rule, 0, false)));
  }

  int size() {
    return records.size();
  }

  /** Forgets those that were added since there were so many; nobody was asked about them. */
  void backTo(int size) {
    records.subList(size, records.size()).clear();
    rules.subList(size, rules.size()).clear();
  }
}
