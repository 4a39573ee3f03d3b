package io.bactrian.decide;

import io.bactrian.apply.ApplyTransaction;
import io.bactrian.apply.ConflictCounts;
import io.bactrian.apply.HubRow;
import io.bactrian.apply.OutboxRecord.ConflictRecord;
import io.bactrian.apply.Resolution;
import io.bactrian.apply.Reversal;
import io.bactrian.apply.Write;
import io.bactrian.changelog.Act;
import io.bactrian.changelog.StoredConflict;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import io.bactrian.problem.Problem;
import io.bactrian.problem.ProblemException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Writes what people decide about conflicts, and reverses it. The row is written and committed
 * first, then the act is stored: after a crash between the two the conflict is as before, with the
 * row as chosen, and the same decision again writes nothing and is stored. Thread-safe.
 */
record ConflictChoices(Hub hub, PresentTable tables, Clock clock) {

  /**
   * What a person says.
   *
   * @param choice as {@link Decisions#decide}
   * @param seen version of what the person saw; null when it does not matter
   * @param note why; null for none
   */
  record Said(List<String> choice, String seen, String by, String note) {}

  enum Done {
    WRITTEN,
    /** The row was as chosen. */
    EQUAL,
    /** Somebody decided it meanwhile. */
    CLOSED
  }

  Done decide(String id, Said said) {
    return decide(id, said, null);
  }

  /**
   * Decides one of a set.
   *
   * @param own what the set has written; null when it has no other question about this row
   */
  Done decide(String id, Said said, OwnWrites own) {
    Resolution resolution = Choice.resolution(said.choice());
    StoredConflict stored = hub.conflicts().find(id).orElse(null);
    if (stored == null || !stored.open()) {
      return Done.CLOSED;
    }
    ConflictRecord record = tables.of(stored.record());
    Table table = record.conflict().table();
    Optional<Write> write;
    Row before;
    Row after;
    try (ApplyTransaction tx = hub.transactions().open()) {
      before = locked(tx, record);
      write = resolution.plan(record, before);
      RowId row = record.key() == null ? null : new RowId(table.name(), record.key());
      if (!resolution.isMet(record, before)) { // else perhaps by a run that was killed
        require(stored, said.seen(), record, own == null ? before : own.shown(row, before));
      }
      write.ifPresent(one -> Resolution.write(tx, record, one, "open"));
      after = write.isPresent() ? read(tx, record) : before;
      tx.commit();
      if (own != null) {
        own.wrote(row, before, after);
      }
    }
    String how = String.join(" ", said.choice());
    add(
        record,
        new Act(
            Act.Kind.DECIDED, said.by(), how, said.note(), clock.instant(), table, before, after));
    return write.isPresent() ? Done.WRITTEN : Done.EQUAL;
  }

  /** Refuses when it is not what the person saw, by what is stored now and the locked row. */
  private void require(StoredConflict stored, String seen, ConflictRecord record, Row now) {
    if (seen == null) {
      return;
    }
    StoredConflict present = hub.conflicts().find(record.id()).orElse(stored);
    List<HubRow> rows =
        record.key() == null
            ? List.of()
            : List.of(
                new HubRow(
                    record.conflict().table(), record.key(), now, record.conflict().theirs()));
    if (!Version.of(present, rows).equals(seen)) {
      throw MovedOnException.seen(record.id());
    }
  }

  /**
   * Reverses what was done last: by a person, or else by the rule.
   *
   * @param anyway also when the row has been changed since
   * @return whether anything was written
   * @throws MovedOnException when it has been changed since
   * @throws ProblemException when there is nothing to reverse, or the database refuses
   */
  boolean undo(String id, String by, String note, boolean anyway) {
    StoredConflict stored = hub.conflicts().find(id).orElseThrow();
    if (stored.open()) {
      throw Problem.of("`%s` is not decided yet.", id)
          .follows("Nothing was undone.")
          .toDo("Decide it with `bactrian conflicts resolve`.")
          .exception();
    }
    ConflictRecord record = tables.of(stored.record());
    Reversal reversal = reversal(stored, record);
    if (record.key() == null || reversal.isVoid()) {
      throw Problem.of("`%s` has nothing to undo: both sides were the same.", id)
          .follows("Nothing was written.")
          .toDo("Change the row in the application, if it is to be changed.")
          .exception();
    }
    UnstoredUndo undone;
    try (ApplyTransaction tx = hub.transactions().open()) {
      Row before = locked(tx, record);
      Optional<UnstoredUndo> left = unstored(tx, stored, record);
      if (left.isPresent()) {
        undone = left.get();
      } else {
        Row after = reverse(tx, reversal, before, anyway);
        undone = new UnstoredUndo(stored.acts().size(), by, note, before, after);
        undone.put(tx, record);
        tx.commit();
      }
    }
    // whoever undoes it at this moment stores the same act
    Act act = undone.act(record, "undone: " + how(stored), clock.instant());
    hub.conflicts().addAs(undone.number(), id, act);
    try (ApplyTransaction tx = hub.transactions().open()) {
      undone.remove(tx, record);
      tx.commit();
    }
    return !Objects.equals(undone.before(), undone.after());
  }

  /** Returns the row after it. */
  private static Row reverse(ApplyTransaction tx, Reversal reversal, Row before, boolean anyway) {
    ConflictRecord record = reversal.record();
    Reversal.Plan plan = reversal.plan(before);
    if (plan.moved() && (!anyway || plan.write().isEmpty())) {
      throw MovedOnException.since(record.id(), before == null);
    }
    plan.write().ifPresent(one -> Resolution.write(tx, record, one, "decided as it was"));
    return plan.write().isPresent() ? read(tx, record) : before;
  }

  /**
   * What somebody has written and not stored, in a run that was killed or just now.
   *
   * @throws MovedOnException when somebody has reversed it meanwhile
   */
  private Optional<UnstoredUndo> unstored(
      ApplyTransaction tx, StoredConflict stored, ConflictRecord record) {
    Optional<UnstoredUndo> left = UnstoredUndo.of(tx, record); // first: it goes after the act comes
    int acts = hub.conflicts().find(record.id()).orElse(stored).acts().size();
    if (left.isPresent() && left.get().number() == acts) {
      return left;
    }
    if (acts != stored.acts().size()) {
      throw MovedOnException.since(record.id(), false);
    }
    left.ifPresent(done -> done.remove(tx, record)); // its act was stored
    return Optional.empty();
  }

  private static String how(StoredConflict stored) {
    return stored
        .last()
        .map(act -> act.kind() == Act.Kind.UNDONE ? "the undoing" : act.how())
        .orElseGet(() -> decided(stored.record()));
  }

  private static String decided(ConflictRecord record) {
    String person = record.decision().settledBy(record.conflict().kind());
    return person == null ? "rule " + record.decision().rule() : "the settling by " + person;
  }

  private static Reversal reversal(StoredConflict stored, ConflictRecord record) {
    Act last = stored.last().orElse(null);
    if (last == null) {
      return Reversal.ofRule(record);
    }
    Table now = record.conflict().table();
    if (last.hasRows()) {
      return Reversal.of(
          record,
          PresentTable.row(last.table(), last.before(), now),
          PresentTable.row(last.table(), last.after(), now));
    }
    return Reversal.ofChoice(record, last.how().equals("theirs"));
  }

  private static Row locked(ApplyTransaction tx, ConflictRecord record) {
    Key key = record.key();
    return key == null ? null : tx.loadAndLock(record.conflict().table(), Set.of(key)).get(key);
  }

  /** As the application's triggers have left it. */
  private static Row read(ApplyTransaction tx, ConflictRecord record) {
    return tx.read(record.conflict().table(), List.of(record.key())).get(record.key());
  }

  private void add(ConflictRecord record, Act act) {
    if (hub.conflicts().add(record.id(), act)) {
      Map<String, ConflictCounts> closed =
          Map.of(record.conflict().spoke(), new ConflictCounts(0, 0, 1));
      Hub.uncount(hub.transactions(), closed);
    }
  }
}
