package io.bactrian.apply;

import io.bactrian.changeset.Header;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.Operation;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import io.bactrian.conflict.Conflict;
import io.bactrian.conflict.Decision;
import io.bactrian.conflict.Kind;
import io.bactrian.conflict.Merge;
import io.bactrian.destination.DestinationRule;
import io.bactrian.transform.Mapping;
import io.bactrian.transform.RowPart;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The hub judges a spoke's changeset, in one transaction: section 4 of the protocol, "At the hub".
 * Rows are decided purely in memory ({@link Merge}) on rows locked and loaded a batch at a time;
 * what the database then refuses is parked, and the batch is decided again without it. Thread-safe;
 * a transaction belongs to one thread.
 */
public final class HubApplier {
  private static final int BATCH = 1_000;

  private final String spoke;
  private final Mapping toHub;
  private final Merge merge;
  private final Map<String, DestinationRule> destinations;
  private final Verdicts verdicts;
  private final Supplier<String> ids;

  /**
   * @param toHub from the spoke's tables to ours
   * @param toSpoke from our tables to the spoke's
   * @param destinations of our tables; a table without a rule is seen by nobody
   * @param ids for conflict records
   */
  public HubApplier(
      String spoke,
      Mapping toHub,
      Mapping toSpoke,
      Merge merge,
      Map<String, DestinationRule> destinations,
      Supplier<String> ids) {
    this.spoke = spoke;
    this.toHub = toHub;
    this.merge = merge;
    this.destinations = Map.copyOf(destinations);
    this.verdicts = new Verdicts(spoke, toSpoke, this::visible);
    this.ids = ids;
  }

  /** Whether the spoke sees this row of ours. */
  boolean visible(Table table, Row row) {
    DestinationRule rule = destinations.get(table.name());
    return row != null && rule != null && rule.of(table, row).includes(spoke);
  }

  /**
   * Applies and commits.
   *
   * @throws StreamGuard.OutOfStepException when this is not the next changeset of the stream
   */
  public Applied apply(ApplyTransaction tx, Header header, String hash, Iterator<Item> items) {
    StreamState state = tx.lockStream(spoke);
    StreamGuard.check(state, header);
    Session session = new Session(tx, header.incarnation(), header.number(), tx.capturedThrough());
    for (Wait wait : tx.waits(spoke)) {
      if (wait.kind() == Wait.Kind.PARKED) {
        session.parked.merge(new RowId(wait.table(), wait.key()), 1, Integer::sum);
      }
    }
    List<Item.Change> batch = new ArrayList<>();
    while (items.hasNext()) {
      if (items.next() instanceof Item.Change change) {
        session.tally.changes++;
        batch.add(change);
        if (batch.size() == BATCH) {
          session.work(batch);
          batch.clear();
        }
      }
    }
    session.work(batch);
    session.answer();
    tx.saveStream(
        new StreamState(
            spoke,
            header.incarnation(),
            header.number(),
            hash,
            state.acknowledgedNumber(),
            state.acknowledgedPosition()));
    tx.commit();
    return session.tally.applied();
  }

  /**
   * Settles what is parked for one row of the spoke, and commits: tries it again as if it arrived
   * now, or gives it up, which keeps it in a conflict record. Either way the spoke gets the final
   * verdict, unless the database refuses again: then it stays parked.
   *
   * @param row the spoke's
   * @param accept try again; false: give up
   * @param by who decided, for the record
   * @return whether anything was parked for this row
   */
  public boolean settle(ApplyTransaction tx, RowId row, boolean accept, String by) {
    StreamState state = tx.lockStream(spoke);
    List<Wait> waiting =
        tx.waits(spoke).stream()
            .filter(w -> w.kind() == Wait.Kind.PARKED)
            .filter(w -> w.table().equals(row.table()) && w.key().equals(row.key()))
            .sorted(java.util.Comparator.comparingInt(Wait::sequence))
            .toList();
    if (waiting.isEmpty()) {
      return false;
    }
    waiting.forEach(tx::remove);
    long number = waiting.get(waiting.size() - 1).number();
    Session session = new Session(tx, state.incarnation(), number, tx.capturedThrough());
    List<Item.Change> changes = waiting.stream().map(w -> WaitText.parse(w.payload())).toList();
    if (accept) {
      session.work(changes);
    } else {
      session.giveUp(changes, by);
    }
    if (!session.parked.containsKey(row)) {
      tx.append(verdicts.ending(tx, row, session.judged.get(row), number, session.judgedAt));
    }
    tx.commit();
    return true;
  }

  /** One changeset under way. */
  private final class Session {
    final ApplyTransaction tx;
    final long incarnation;
    final long number;
    final long judgedAt;
    final Tally tally = new Tally();
    final Map<RowId, Integer> parked = new HashMap<>();
    final Map<RowId, Verdicts.Judged> judged = new LinkedHashMap<>();

    Session(ApplyTransaction tx, long incarnation, long number, long judgedAt) {
      this.tx = tx;
      this.incarnation = incarnation;
      this.number = number;
      this.judgedAt = judgedAt;
    }

    /** A person keeps our row: the parked changes become records of a conflict that was lost. */
    void giveUp(List<Item.Change> changes, String by) {
      for (Item.Change change : changes) {
        Parts parts = Parts.of(toHub, change);
        RowId row = new RowId(change.table().name(), change.key());
        judged.put(row, Verdicts.Judged.after(judged.get(row), change, parts));
        Map<RowId, Table> tables = new LinkedHashMap<>();
        parts.rows().forEach((id, pair) -> tables.put(id, pair.any().target()));
        CurrentRows current = new CurrentRows(tx, tables);
        parts.rows().forEach(
            (id, pair) -> {
              RowPart part = pair.any();
              Row theirs = pair.after() == null ? null : pair.after().row();
              Row base = pair.before() == null ? null : pair.before().row();
              Row ours = current.get(id);
              List<Integer> columns = part.columns().stream().boxed().toList();
              Conflict conflict =
                  new Conflict(
                      Kind.RULE_VIOLATED, part.target(), columns, base, ours, theirs, spoke);
              tx.append(
                  List.of(
                      new OutboxRecord.ConflictRecord(
                          ids.get(), number, conflict, new Decision(ours, by, 0, false))));
            });
      }
    }

    void work(List<Item.Change> batch) {
      if (batch.isEmpty()) {
        return;
      }
      List<Parts> all = batch.stream().map(change -> Parts.of(toHub, change)).toList();
      Map<RowId, Table> ids = new LinkedHashMap<>();
      all.forEach(
          parts -> parts.rows().forEach((id, pair) -> ids.put(id, pair.any().target())));
      Map<Integer, String> refused = new HashMap<>();
      while (true) {
        Object savepoint = tx.savepoint();
        Attempt attempt = new Attempt(new CurrentRows(tx, ids), refused);
        for (int i = 0; i < all.size(); i++) {
          attempt.judge(i, all.get(i));
        }
        List<Failure> failures = tx.write(attempt.writes);
        if (failures.isEmpty()) {
          attempt.keep();
          return;
        }
        tx.rollbackTo(savepoint);
        for (Failure failure : failures) {
          RowId id = new RowId(failure.write().table().name(), failure.write().key());
          refused.putIfAbsent(attempt.causes.get(id), failure.reason());
        }
      }
    }

    /** One try at a batch; nothing of it is kept until the database took all of it. */
    private final class Attempt {
      final CurrentRows current;
      final Map<Integer, String> refused;
      final List<Write> writes = new ArrayList<>();
      final Map<RowId, Integer> causes = new HashMap<>();
      final List<OutboxRecord> records = new ArrayList<>();
      final List<Wait> waits = new ArrayList<>();
      final Map<RowId, Integer> nowParked = new HashMap<>(parked);
      final Map<RowId, Verdicts.Judged> nowJudged = new LinkedHashMap<>();
      final List<String> rules = new ArrayList<>();

      Attempt(CurrentRows current, Map<Integer, String> refused) {
        this.current = current;
        this.refused = refused;
      }

      void judge(int index, Parts parts) {
        Item.Change change = parts.change();
        RowId row = new RowId(change.table().name(), change.key());
        boolean waitsBehind = nowParked.containsKey(row);
        if (waitsBehind || refused.containsKey(index)) {
          String reason =
              waitsBehind ? "waits behind an earlier change of its row" : refused.get(index);
          int sequence = nowParked.merge(row, 1, Integer::sum) - 1;
          waits.add(
              new Wait(
                  spoke,
                  Wait.Kind.PARKED,
                  row.table(),
                  row.key(),
                  sequence,
                  number,
                  reason,
                  WaitText.of(change)));
          return;
        }
        parts.rows().forEach((id, pair) -> judgeRow(index, id, pair));
        Verdicts.Judged earlier = nowJudged.getOrDefault(row, judged.get(row));
        nowJudged.put(row, Verdicts.Judged.after(earlier, change, parts));
      }

      private void judgeRow(int index, RowId id, Parts.Pair pair) {
        RowPart part = pair.any();
        Table table = part.target();
        Row ours = current.get(id);
        Row base = pair.before() == null ? null : pair.before().row();
        Row theirs = pair.after() == null ? null : pair.after().row();
        if (ours != null && !visible(table, ours)) {
          late(table, part, base, ours, theirs);
          return;
        }
        if (pair.after() == null && !part.owner()) {
          if (ours == null) {
            return;
          }
          theirs = Row.owning(new String[table.width()]);
        }
        Merge.Result result =
            merge.judge(table, withoutKey(table, part.columns()), base, ours, theirs, spoke);
        for (Merge.Judged conflict : result.judged()) {
          rules.add(conflict.decision().rule());
          records.add(record(conflict));
        }
        write(index, id, table, part, ours, result);
      }

      private void write(
          int index, RowId id, Table table, RowPart part, Row ours, Merge.Result result) {
        Operation operation = Operation.between(ours, result.row());
        if (operation == null || operation == Operation.UPDATE && result.write().isEmpty()) {
          return;
        }
        BitSet columns = operation == Operation.INSERT ? part.columns() : result.write();
        Row row = result.row() == null ? ours : result.row();
        if (operation == Operation.INSERT) {
          row = withKey(table, result.row(), part.row());
        }
        writes.add(new Write(table, operation, row, columns, spoke));
        causes.put(id, index);
        current.set(id, result.row() == null ? null : row);
      }

      private void late(Table table, RowPart part, Row base, Row ours, Row theirs) {
        Conflict conflict =
            new Conflict(
                Kind.LATE_EDIT,
                table,
                part.columns().stream().boxed().toList(),
                base,
                ours,
                theirs,
                spoke);
        Decision decision = new Decision(ours, "late-edit", 0, false);
        rules.add(decision.rule());
        records.add(record(new Merge.Judged(conflict, decision)));
      }

      private OutboxRecord record(Merge.Judged judged) {
        return new OutboxRecord.ConflictRecord(
            ids.get(), number, judged.conflict(), judged.decision());
      }

      void keep() {
        tally.written += writes.size();
        rules.forEach(tally::conflict);
        tx.append(records);
        waits.forEach(tx::put);
        tally.parked += waits.size();
        for (Wait wait : waits) {
          tx.append(List.of(verdicts.parked(wait, judgedAt)));
        }
        parked.clear();
        parked.putAll(nowParked);
        judged.putAll(nowJudged);
      }
    }

    /** Verdicts for what was judged, then the marker. */
    void answer() {
      Set<RowId> waiting = new HashSet<>(parked.keySet());
      Map<RowId, Verdicts.Judged> answered = new LinkedHashMap<>(judged);
      answered.keySet().removeAll(waiting);
      List<OutboxRecord> answers = verdicts.of(tx, answered, number, judgedAt);
      tally.verdicts += answers.size();
      if (tally.changes > 0) {
        answers.add(new OutboxRecord.MarkerFor(spoke, new Item.Marker(incarnation, number)));
      }
      tx.append(answers);
    }
  }

  private static BitSet withoutKey(Table table, BitSet columns) {
    BitSet result = (BitSet) columns.clone();
    for (int i = 0; i < table.keyWidth(); i++) {
      result.clear(table.keyPosition(i));
    }
    return result;
  }

  private static Row withKey(Table table, Row row, Row key) {
    String[] values = row.toArray();
    for (int i = 0; i < table.keyWidth(); i++) {
      values[table.keyPosition(i)] = key.get(table.keyPosition(i));
    }
    return Row.owning(values);
  }
}
