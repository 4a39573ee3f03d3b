package io.bactrian.convergence;

import io.bactrian.apply.ApplyTransaction;
import io.bactrian.apply.DeleteRuns;
import io.bactrian.apply.Failure;
import io.bactrian.apply.Need;
import io.bactrian.apply.OutboxRecord;
import io.bactrian.apply.PartnerState;
import io.bactrian.apply.Replaced;
import io.bactrian.apply.StreamState;
import io.bactrian.apply.Wait;
import io.bactrian.apply.WaitingRow;
import io.bactrian.apply.Write;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.Operation;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import io.bactrian.destination.DestinationRule;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** An applier's transaction on a {@link MemorySite}, with savepoints and row locks. */
final class MemoryTransaction implements ApplyTransaction {
  private final MemorySite site;
  private final String name;
  private final MemoryWaits waits;
  private final Deque<Runnable> undo = new ArrayDeque<>();
  private final Set<String> streams = new HashSet<>();
  private boolean done;

  MemoryTransaction(MemorySite site, String name) {
    this.site = site;
    this.name = name;
    this.waits = new MemoryWaits(site.waits);
  }

  @Override
  public StreamState lockStream(String source) {
    streams.add(source);
    return site.streams.getOrDefault(source, new StreamState(source, 1, 0, "", 0, 0));
  }

  @Override
  public void saveStream(StreamState state) {
    set(state);
    String hash = state.source() + " #" + state.number();
    String known = site.hashes.put(hash, state.hash());
    undo.push(() -> site.hashes.computeIfPresent(hash, (number, now) -> known));
  }

  /** Without a changeset: there is no hash to be noted. */
  void set(StreamState state) {
    StreamState old = site.streams.put(state.source(), state);
    undo.push(
        () -> {
          if (old == null) {
            site.streams.remove(state.source());
          } else {
            site.streams.put(state.source(), old);
          }
        });
  }

  private void lock(RowId row) {
    if (site.locked.add(row)) {
      undo.push(() -> site.locked.remove(row));
    }
  }

  /** Where parents decide who sees a row, users may change them meanwhile, as in a database. */
  private void refer(RowId parent) {
    if (!site.side.placesRows()) {
      lock(parent);
    } else if (site.referred.add(parent)) {
      undo.push(() -> site.referred.remove(parent));
    }
  }

  @Override
  public Map<Key, Row> loadAndLock(Table table, Collection<Key> keys) {
    fit(table, keys);
    site.between.accept("lock", null);
    Map<Key, Row> found = read(table, keys);
    found.keySet().forEach(key -> lock(new RowId(table.name(), key)));
    return found;
  }

  private void fit(Table table, Collection<Key> keys) {
    if (keys.size() > site.room) {
      throw new RowsTooLargeException(table, keys.size());
    }
  }

  @Override
  public Map<Key, Row> read(Table table, Collection<Key> keys) {
    fit(table, keys);
    Map<Key, Row> found = new HashMap<>();
    for (Key key : keys) {
      Row row = site.row(table, key);
      if (row != null) {
        found.put(key, only(table, row));
      }
    }
    return found;
  }

  /** The columns that are asked for. */
  private Row only(Table asked, Row row) {
    Table whole = table(asked.name());
    return whole.width() == asked.width()
        ? row
        : Row.of(
            asked.columns().stream()
                .map(column -> row.get(whole.position(column.name())))
                .toArray(String[]::new));
  }

  @Override
  public Table table(String name) {
    return site.side.table(name);
  }

  /**
   * As databases are given it: where a row is replaced by one with its unique value and its
   * children, that is tried as an update of the key.
   */
  @Override
  public List<Failure> write(List<Write> writes) {
    List<Failure> failures = new ArrayList<>(writeEach(writes));
    boolean more = !failures.isEmpty();
    while (more) {
      List<Write> open = failures.stream().map(Failure::write).toList();
      Replaced replaced = new Replaced(this::parents, open);
      Set<Write> left = Collections.newSetFromMap(new IdentityHashMap<>());
      if (!replaced.isEmpty()) {
        writeEach(replaced.writes())
            .forEach(failure -> left.addAll(replaced.originals(failure.write())));
        failures.removeIf(failure -> !left.contains(failure.write()));
      }
      more = !replaced.isEmpty() && !failures.isEmpty() && failures.size() < open.size();
    }
    return failures;
  }

  private List<RowId> parents(Write write) {
    return site.side.parents(write.table(), write.row());
  }

  /**
   * Where a write is refused, the later ones of its row are left as well: they keep their order.
   */
  private List<Failure> writeEach(List<Write> writes) {
    List<Failure> failures = new ArrayList<>();
    Map<RowId, Failure> stuck = new HashMap<>();
    for (Write write :
        DeleteRuns.order(writes, id -> site.side.parents().containsKey(id) ? 1 : 0)) {
      if (write.operation() == Operation.INSERT) {
        site.between.accept("insert", write.id());
      }
      Row now = site.rows.get(write.movesKey() ? write.left() : write.id());
      Failure first =
          write.ids().stream().map(stuck::get).filter(Objects::nonNull).findFirst().orElse(null);
      if (first != null) {
        failures.add(behind(first, write, stuck));
        continue;
      }
      if (now == null && write.operation() != Operation.INSERT) {
        continue;
      }
      MemorySite.Edit edit =
          new MemorySite.Edit(write.table(), write.key(), after(write, now), write.from());
      Optional<Failure.Kind> against = against(write, now, edit);
      if (against.isPresent()) {
        Failure failure =
            new Failure(write, against.get(), "" + against.get(), null, "").until(needs(edit, now));
        failures.add(failure);
        write.ids().forEach(id -> stuck.put(id, failure));
        continue;
      }
      write.ids().forEach(this::lock);
      site.side.parents(write.table(), edit.after()).forEach(this::refer);
      undo.push(site.put(name, edit, write.origin(), true));
    }
    return failures;
  }

  private static Failure behind(Failure first, Write write, Map<RowId, Failure> stuck) {
    Failure failure =
        new Failure(write, first.kind(), first.reason(), null, "").until(first.needs());
    write.ids().forEach(id -> stuck.putIfAbsent(id, failure));
    return failure;
  }

  private Optional<Failure.Kind> against(Write write, Row now, MemorySite.Edit edit) {
    if (write.operation() == Operation.INSERT && now != null) {
      return Optional.of(Failure.Kind.UNIQUE_KEY_TAKEN);
    }
    return site.refuses.test(write)
        ? Optional.of(Failure.Kind.OTHER_INTEGRITY)
        : site.violation(edit);
  }

  /** What may have to change first; more than stands against it does no harm. */
  private List<Need> needs(MemorySite.Edit edit, Row now) {
    return site.side.needs(edit.table(), edit.after(), now);
  }

  private static Row after(Write write, Row now) {
    if (write.operation() == Operation.DELETE) {
      return null;
    }
    CharSequence[] values =
        write.operation() == Operation.INSERT
            ? new CharSequence[write.table().width()]
            : now.toArray();
    write.columns().stream().forEach(c -> values[c] = write.row().cell(c));
    return Row.owning(values);
  }

  @Override
  public Object savepoint() {
    return undo.size();
  }

  @Override
  public void rollbackTo(Object savepoint) {
    while (undo.size() > (Integer) savepoint) {
      undo.pop().run();
    }
  }

  @Override
  public Set<RowId> changedInOutbox(String partner, Collection<RowId> wanted) {
    site.between.accept("check", null);
    Set<RowId> changed = new HashSet<>();
    for (MemoryLog.Out out : site.outbox) {
      if (out.change() != null && out.origin() == null) {
        DestinationRule rule = site.side.destinations().get(out.change().table().name());
        if (out.change().rowIds().stream().anyMatch(wanted::contains)
            && (!rule.via().isEmpty()
                || rule.of(out.change().table(), out.change().before()).includes(partner)
                || rule.of(out.change().table(), out.change().after()).includes(partner))) {
          changed.addAll(out.change().rowIds());
        }
      }
    }
    site.between.accept("checked", null);
    return changed;
  }

  @Override
  public Map<RowId, Set<RowId>> lockCascaded(Table table, Collection<Row> parents) {
    Map<RowId, Set<RowId>> all = new HashMap<>();
    for (Row parent : parents) {
      RowId id = new RowId(table.name(), table.keyOf(parent));
      Set<RowId> cascaded = Set.copyOf(site.cascade(id));
      cascaded.forEach(this::lock);
      all.put(id, cascaded);
    }
    return all;
  }

  @Override
  public long count(Table table) {
    return site.rows.keySet().stream().filter(id -> id.table().equals(table.name())).count();
  }

  @Override
  public List<Row> page(Table table, Key after, int most) {
    site.between.accept("page", null);
    List<Row> rows = new ArrayList<>();
    site.rows.forEach(
        (id, row) -> {
          boolean next = after == null || id.key().compareTo(after) > 0;
          if (id.table().equals(table.name()) && next && rows.size() < Math.min(most, site.room)) {
            rows.add(row);
            lock(id);
          }
        });
    return rows;
  }

  /** Removes rows of the outbox. */
  void forget(Predicate<MemoryLog.Out> which) {
    List<MemoryLog.Out> all = List.copyOf(site.outbox);
    site.outbox.removeIf(which);
    undo.push(
        () -> {
          site.outbox.clear();
          site.outbox.addAll(all);
        });
  }

  /** Memory holds nothing back. */
  @Override
  public List<String> dropOnHold(Collection<String> tables) {
    return List.of();
  }

  @Override
  public long capturedThrough() {
    return site.captured.position();
  }

  @Override
  public void append(List<OutboxRecord> records) {
    site.between.accept("append", null);
    for (OutboxRecord record : records) {
      if (record instanceof OutboxRecord.VerdictFor verdict) {
        verdict.absent().forEach(row -> site.between.accept("absent", row));
      }
    }
    records.forEach(record -> undo.push(site.append(record)));
  }

  @Override
  public PartnerState partner(String partner) {
    return site.partners.getOrDefault(partner, PartnerState.none(partner));
  }

  @Override
  public void savePartner(PartnerState state) {
    if (!streams.contains(state.partner())) {
      throw new AssertionError("the stream of " + state.partner() + " is not locked");
    }
    PartnerState old = partner(state.partner());
    site.partners.put(state.partner(), state);
    undo.push(() -> site.partners.put(state.partner(), old));
  }

  @Override
  public List<Wait> waits(String stream, Wait.Kind kind) {
    return waits.of(stream, kind);
  }

  @Override
  public List<Wait> waits(String stream, Wait.Kind kind, Collection<RowId> rows) {
    return rows.stream().flatMap(row -> waits.of(stream, kind, row).stream()).toList();
  }

  @Override
  public List<Wait> waits(String stream, Wait.Kind kind, RowId row) {
    return waits.of(stream, kind, row);
  }

  @Override
  public List<WaitingRow> waiting(String stream, Wait.Kind kind) {
    return waits.rows(stream, kind);
  }

  @Override
  public Wait whole(Wait wait) {
    return waits.whole(wait);
  }

  @Override
  public void put(Wait wait) {
    undo.push(waits.put(wait));
  }

  @Override
  public void remove(Wait wait) {
    undo.push(waits.remove(wait));
  }

  @Override
  public boolean keepsWaiting() {
    return false;
  }

  @Override
  public void commit() {
    done = true;
    site.committed(name);
  }

  @Override
  public void close() {
    if (!done) {
      rollbackTo(0);
      site.open = null;
    }
  }
}
