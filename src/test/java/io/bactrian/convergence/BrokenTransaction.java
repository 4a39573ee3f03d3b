package io.bactrian.convergence;

import io.bactrian.apply.ApplyTransaction;
import io.bactrian.apply.Failure;
import io.bactrian.apply.OutboxRecord;
import io.bactrian.apply.PartnerState;
import io.bactrian.apply.StreamState;
import io.bactrian.apply.Wait;
import io.bactrian.apply.WaitingRow;
import io.bactrian.apply.Write;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.Operation;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A transaction that implements the {@link Breakage}s within an apply transaction. */
final class BrokenTransaction extends Forwarding {
  private final Breakage broken;
  private final MemorySite site;
  private final Set<RowId> early = new HashSet<>();
  private final Map<RowId, Row> last = new HashMap<>();
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
    return believed(table, tx.loadAndLock(table, keys));
  }

  @Override
  public Map<Key, Row> read(Table table, Collection<Key> keys) {
    Map<Key, Row> rows = believed(table, tx.read(table, keys));
    if (broken == Breakage.NO_READ_BACK) {
      rows.replaceAll((key, row) -> last.getOrDefault(new RowId(table.name(), key), row));
    }
    return rows;
  }

  /** The rows as their sender says they are: its own. */
  private Map<Key, Row> believed(Table table, Map<Key, Row> rows) {
    int owner = table.position("owner");
    if (broken == Breakage.TRUST_THE_SPOKE && owner >= 0 && sender != null) {
      rows.replaceAll((key, row) -> row.with(owner, sender));
    }
    return rows;
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
    writes.stream()
        .filter(write -> write.operation() != Operation.DELETE)
        .forEach(write -> last.put(write.id(), write.row()));
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
        records.stream()
            .map(this::telling)
            .filter(r -> !mute || !(r instanceof OutboxRecord.RequestFor))
            .toList());
  }

  private OutboxRecord telling(OutboxRecord record) {
    if (broken != Breakage.TELL_ALL
        || !(record instanceof OutboxRecord.VerdictFor verdict)
        || verdict.verdict().parked()) {
      return record;
    }
    List<Item.Image> all =
        site.rows.entrySet().stream()
            .map(row -> new Item.Image(site.side.table(row.getKey().table()), row.getValue()))
            .toList();
    Item.Verdict v = verdict.verdict();
    return new OutboxRecord.VerdictFor(
        verdict.destination(),
        new Item.Verdict(v.table(), v.key(), v.number(), false, all),
        verdict.judgedAt(),
        verdict.absent(),
        verdict.due());
  }

  private Write ofSender(Write w) {
    return new Write(w.table(), w.operation(), w.row(), w.columns(), sender, w.from());
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
  public PartnerState partner(String partner) {
    PartnerState state = tx.partner(partner);
    return broken == Breakage.ASK_ONCE ? state.withoutRequest() : state;
  }

  @Override
  public List<Wait> waits(String stream, Wait.Kind kind) {
    boolean hidden = broken == Breakage.FORGET_AWAITED && kind == Wait.Kind.AWAITED;
    return hidden
        ? List.of()
        : tx.waits(stream, kind).stream()
            .filter(wait -> !hidden(kind, new RowId(wait.table(), wait.key())))
            .toList();
  }

  @Override
  public List<WaitingRow> waiting(String stream, Wait.Kind kind) {
    return tx.waiting(stream, kind).stream()
        .filter(waiting -> !hidden(kind, waiting.row()))
        .toList();
  }

  /** Whether it is parked and later changes of it arrive, which are to know nothing of it. */
  private boolean hidden(Wait.Kind kind, RowId row) {
    return broken == Breakage.LATER_DO_NOT_WAIT
        && kind == Wait.Kind.PARKED
        && site.arriving.stream()
            .anyMatch(item -> item instanceof Item.Change c && row.equals(c.rowId()));
  }

  @Override
  public void close() {
    site.arriving = List.of();
    tx.close();
  }

  /** A later change of a row that was hidden waits as well, when it has to. */
  private Wait behind(Wait w) {
    if (broken != Breakage.LATER_DO_NOT_WAIT || w.kind() != Wait.Kind.PARKED) {
      return w;
    }
    int last =
        tx.waits(w.stream(), w.kind(), new RowId(w.table(), w.key())).stream()
            .mapToInt(Wait::sequence)
            .max()
            .orElse(-1);
    return new Wait(
        w.stream(), w.kind(), w.table(), w.key(), last + 1, w.number(), w.reason(), w.payload());
  }

  @Override
  public void put(Wait wait) {
    boolean forgotten =
        broken == Breakage.FORGET_DEFERRED && wait.kind() == Wait.Kind.DEFERRED
            || broken == Breakage.FORGET_AWAITED && wait.kind() == Wait.Kind.AWAITED;
    if (!forgotten) {
      tx.put(behind(wait));
    }
  }
}
