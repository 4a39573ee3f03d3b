package io.bactrian.convergence;

import io.bactrian.apply.ApplyTransaction;
import io.bactrian.apply.Failure;
import io.bactrian.apply.OutboxRecord;
import io.bactrian.apply.StreamState;
import io.bactrian.apply.Wait;
import io.bactrian.apply.Write;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A transaction with one of the {@link Breakage}s that are within it. */
final class BrokenTransaction extends Forwarding {
  private final Breakage broken;
  private final MemorySite site;
  private final Set<RowId> early = new HashSet<>();
  private boolean written;
  private String sender;

  BrokenTransaction(ApplyTransaction tx, Breakage broken, MemorySite site) {
    super(tx);
    this.broken = broken;
    this.site = site;
  }

  @Override
  public Map<Key, Row> loadAndLock(Table table, Collection<Key> keys) {
    written = false;
    if (broken == Breakage.PENDING_BEFORE_LOCK) {
      early.addAll(
          tx.changedInOutbox(
              "hq", keys.stream().map(key -> new RowId(table.name(), key)).toList()));
    }
    return tx.loadAndLock(table, keys);
  }

  @Override
  public Set<RowId> changedInOutbox(String partner, Collection<RowId> rows) {
    if (broken == Breakage.PENDING_BEFORE_LOCK && !written) {
      return Set.copyOf(early);
    }
    return broken == Breakage.NO_SECOND_LOOK && written
        ? Set.of()
        : tx.changedInOutbox(partner, rows);
  }

  @Override
  public List<Failure> write(List<Write> writes) {
    written = true;
    return tx.write(
        broken == Breakage.ORIGIN_FOR_ALL_ROWS
            ? writes.stream().map(this::ofSender).toList()
            : writes);
  }

  @Override
  public List<Row> page(Table table, Key after, int most) {
    List<Row> rows = tx.page(table, after, most);
    if (broken == Breakage.LOAD_UNLOCKED) {
      site.locked.clear();
    }
    return rows;
  }

  @Override
  public void append(List<OutboxRecord> records) {
    boolean mute = broken == Breakage.ASK_NOBODY;
    tx.append(
        records.stream().filter(r -> !mute || !(r instanceof OutboxRecord.RequestFor)).toList());
  }

  private Write ofSender(Write w) {
    return new Write(w.table(), w.operation(), w.row(), w.columns(), sender);
  }

  @Override
  public void rollbackTo(Object savepoint) {
    early.clear();
    tx.rollbackTo(savepoint);
  }

  @Override
  public StreamState lockStream(String source) {
    sender = source;
    return tx.lockStream(source);
  }

  @Override
  public void saveStream(StreamState state) {
    if (broken == Breakage.WATERMARK_FIRST) {
      site.streams.put(state.source(), state);
    } else {
      tx.saveStream(state);
    }
  }

  @Override
  public List<Wait> waits(String stream, Wait.Kind kind) {
    boolean hidden =
        broken == Breakage.FORGET_AWAITED && kind == Wait.Kind.AWAITED
            || broken == Breakage.ASK_ONCE && kind == Wait.Kind.ASKED;
    return hidden ? List.of() : tx.waits(stream, kind);
  }

  @Override
  public void put(Wait wait) {
    boolean forgotten =
        broken == Breakage.FORGET_HELD && wait.kind() == Wait.Kind.HELD
            || broken == Breakage.FORGET_AWAITED && wait.kind() == Wait.Kind.AWAITED;
    if (!forgotten) {
      tx.put(wait);
    }
  }
}
