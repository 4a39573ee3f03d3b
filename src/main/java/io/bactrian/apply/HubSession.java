package io.bactrian.apply;

import io.bactrian.changeset.Header;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.MalformedChangesetException;
import io.bactrian.changeset.RowId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One transaction of the hub's applier: which rows were decided, which are parked, and which
 * answers the spoke gets.
 */
final class HubSession extends Session {
  private final SpokeView view;
  private final long number;
  private final Bounds bounds;
  private final ParkedRows parked;
  private final ParkedRetries retries;
  private final AskedThere asked = new AskedThere();
  private final HubAnswers answers;
  private final Set<RowId> newlyParked = new LinkedHashSet<>();
  private final Set<RowId> changedAgain = new LinkedHashSet<>();
  private final Map<RowId, ParkReason> blocking = new LinkedHashMap<>();
  private final ConflictCounter records;
  private final RequestedLoads requestedLoads = new RequestedLoads();
  private final ArrivingRows compared;
  private final KeptRows keptRows;
  private HeldThere heldThere;
  private long triedAfter;
  private int portions;
  private long marked;

  /**
   * @param found the spoke's stream, locked
   * @param number number of the spoke's changeset through which every change is decided or parked
   *     when this commits; the answers cover all changes through it
   * @param policy limits on what the spoke may leave here, and when parked rows are tried again
   */
  HubSession(SpokeView view, ApplyTransaction tx, StreamState found, long number, Policy policy) {
    super(tx, found);
    this.view = view.in(tx);
    this.number = number;
    this.marked = found.acknowledgedNumber();
    this.bounds = policy.bounds();
    this.parked = new ParkedRows(tx, view.spoke());
    this.answers = new HubAnswers(tx, this.view, parked, number, policy.spool());
    this.retries = new ParkedRetries(this, parked, policy.schedule());
    this.records = new ConflictCounter(tx, view.spoke());
    this.compared = new ArrivingRows(this.view, tx);
    this.keptRows = new KeptRows(this.view, tx, number);
  }

  /**
   * State that all transactions with one spoke share.
   *
   * @param bounds limits on what the spoke may leave here
   * @param schedule when parked rows are tried again
   * @param spool folder for what is too much for memory; null to keep all there
   */
  record Policy(Bounds bounds, WaitSchedule schedule, Path spool) {}

  SpokeView view() {
    return view;
  }

  long number() {
    return number;
  }

  /** Rows of the spoke that have another key here. */
  KeptApart apart() {
    return keptRows.known();
  }

  @Override
  void take(List<Item> controls) {
    compared.count(marked);
    for (Item control : controls) {
      if (control instanceof Item.Request request) {
        tally.changes++;
        request(request);
      } else if (control instanceof Item.Marker marker) {
        marked = Math.max(marked, marker.number());
      } else if (control instanceof Item.Held held) {
        tally.changes++;
        held(held);
      } else if (control instanceof Item.Hashes hashes) {
        tally.changes++;
        compared.hashes(hashes);
      } else if (control instanceof Item.Asked) {
        throw MalformedChangesetException.notForASpoke("a question");
      }
    }
  }

  private void held(Item.Held held) {
    if (heldThere == null) {
      heldThere = new HeldThere(tx, view.spoke(), bounds);
    }
    heldThere.told(held, number);
  }

  /** The spoke's stream restarts: it tells again what it holds. */
  void restarts() {
    HeldThere.forget(tx, view.spoke());
    keptRows.forget();
  }

  /** Changes that can't be written will be parked, with those that depend on them. */
  @Override
  Batch transform(List<Item> rows) {
    keptRows.learned(marked);
    List<MappedChange> changes = new ArrayList<>(rows.size());
    for (Item row : compared.take(rows)) {
      if (row instanceof Item.Verdict) {
        throw MalformedChangesetException.notForASpoke("a verdict");
      }
      if (row instanceof Item.Present present && (present.toCome() || present.withdrawn())) {
        throw MalformedChangesetException.notForASpoke("a row that is to come");
      }
      changes.add(
          row instanceof Item.Change change
              ? MappedChange.of(view.toHub(), change)
              : MappedChange.of(view.toHub(), (Item.Present) row));
    }
    tally.changes += rows.size();
    return new HubBatch(this, changes, false, () -> parked.rows(), this::taken);
  }

  private void taken(List<MappedChange> all, HubAttempt attempt) {
    portions++;
    keep(attempt);
    records.requireWithin(bounds);
    int before = tally.parked;
    attempt.refused.byIndex.forEach((index, refusal) -> park(all.get(index), refusal));
    retries.wrote(attempt);
    if (tally.parked > before) {
      requireRoom();
    }
  }

  /** Before it fails on a limit, retries all parked rows once more if rows were written since. */
  private void requireRoom() {
    if (!parked.within(bounds) && tally.written > triedAfter) {
      triedAfter = tally.written;
      parked.groups().forEach(retries::retry);
    }
    parked.requireWithin(bounds);
  }

  /** As {@link ComparedRows#underWay}. */
  Set<RowId> underWay(List<MappedChange> portion, CurrentRows current) {
    return new ComparedRows(view, tx, marked).underWay(portion, current, answers::contains);
  }

  /** A spoke may request its rows, and say which of its rows are to be compared. */
  private void request(Item.Request request) {
    if (!compared.says(request)) {
      tally.asked = true;
      requestedLoads.add(view.spoke(), request);
      if (request.restart()) { // then it drops what it holds
        heldThere = null;
        HeldThere.forget(tx, view.spoke());
      }
    }
  }

  /**
   * Rows of a load that are only compared are not parked: the verdict on the parked row will settle
   * them.
   */
  private void park(MappedChange parts, ParkReason refusal) {
    if (parts.checked()) {
      return;
    }
    parts.sources().stream().filter(parked::contains).forEach(changedAgain::add);
    parked.park(parts, number, refusal);
    for (RowId row : parts.sources()) {
      newlyParked.add(row);
      tally.parked++;
      if (refusal.table() != null && view.blocking().contains(refusal.table())) {
        blocking.putIfAbsent(row, refusal);
      }
    }
  }

  @Override
  void retryWaiting() {
    compared.count(marked);
    retries.again(changedAgain);
    retries.retryMet(portions > 1 ? newlyParked : Set.of());
    requireNoneBlocks();
  }

  /** Puts the stream on hold if a blocking row is still parked after the retries. */
  private void requireNoneBlocks() {
    blocking.forEach(
        (row, refusal) -> {
          if (parked.contains(row)) {
            throw new RowRefusedException(refusal.table(), refusal.reason());
          }
        });
  }

  /** Retries parked rows that are due, and what then can be written. */
  void retryDue() {
    retries.retryDue();
  }

  /** Plans the next tries of what is parked now. */
  @Override
  void committed() {
    answers.close();
    retries.committed(newlyParked);
  }

  /** Decides parked rows as a person has said. */
  ParkedDecisions decisions() {
    return new ParkedDecisions(this, parked, retries);
  }

  /** The spoke has lost a change of its row. */
  void lost(MappedChange parts, CurrentRows current, List<OutboxRecord> kept) {
    records.append(kept);
    answers.lost(parts, current);
  }

  /** Keeps conflict records of the spoke. */
  void record(List<OutboxRecord> kept) {
    records.append(kept);
  }

  /** The database refused what this change of the spoke's row would have done. */
  void refused(RowId row, Item.Change effect) {
    retries.refused(row, effect);
  }

  void keep(HubAttempt attempt) {
    tally.written += attempt.writes.size();
    keptRows.keep(attempt.apart);
    attempt.conflicts.rules.forEach(tally::conflict);
    records.append(attempt.conflicts.records);
    asked.addAll(attempt.conflicts.asked);
    answers.keep(attempt);
  }

  /** Appends the verdicts, then what people at the spoke are asked. The marker follows them. */
  @Override
  void answer() {
    tally.verdicts += answers.append(newlyParked);
    asked.tell(tx, view.spoke());
    requestedLoads.save(tx, view.spoke());
    records.save();
    tally.asked |= compared.save(number);
  }

  @Override
  StreamState after(Header header, String hash) {
    return new StreamState(
        view.spoke(),
        header.incarnation(),
        header.number(),
        hash,
        marked,
        found().acknowledgedPosition());
  }
}
