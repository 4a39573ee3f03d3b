package io.bactrian.convergence;

import io.bactrian.apply.ApplyTransaction;
import io.bactrian.apply.Failure;
import io.bactrian.apply.OutboxRecord;
import io.bactrian.apply.PartnerState;
import io.bactrian.apply.StreamState;
import io.bactrian.apply.Wait;
import io.bactrian.apply.WaitingRow;
import io.bactrian.apply.Write;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A transaction that forwards every call to another one; subclasses override some. */
class Forwarding implements ApplyTransaction {
  final ApplyTransaction tx;

  Forwarding(ApplyTransaction tx) {
    this.tx = tx;
  }

  /** A process that dies after so many calls, or just before the commit. */
  static ApplyTransaction dying(ApplyTransaction tx, int calls) {
    return new Forwarding(tx) {
      private int left = calls;

      @Override
      void step() {
        if (left-- == 0) {
          throw new Died();
        }
      }

      @Override
      public void commit() {
        throw new Died();
      }
    };
  }

  /** The end of an interrupted applier. */
  static final class Died extends RuntimeException {
    private static final long serialVersionUID = 1;

    Died() {
      super(null, null, false, false);
    }
  }

  void step() {}

  @Override
  public Table table(String name) {
    return tx.table(name);
  }

  @Override
  public long count(Table table) {
    step();
    return tx.count(table);
  }

  @Override
  public void commit() {
    step();
    tx.commit();
  }

  @Override
  public StreamState lockStream(String source) {
    step();
    return tx.lockStream(source);
  }

  @Override
  public void saveStream(StreamState state) {
    step();
    tx.saveStream(state);
  }

  @Override
  public Map<Key, Row> loadAndLock(Table table, Collection<Key> keys) {
    step();
    return tx.loadAndLock(table, keys);
  }

  @Override
  public Map<Key, Row> read(Table table, Collection<Key> keys) {
    step();
    return tx.read(table, keys);
  }

  @Override
  public List<Failure> write(List<Write> writes) {
    step();
    return tx.write(writes);
  }

  @Override
  public Object savepoint() {
    return tx.savepoint();
  }

  @Override
  public void rollbackTo(Object savepoint) {
    tx.rollbackTo(savepoint);
  }

  @Override
  public Set<RowId> changedInOutbox(String partner, Collection<RowId> rows) {
    step();
    return tx.changedInOutbox(partner, rows);
  }

  @Override
  public Map<RowId, Set<RowId>> lockCascaded(Table table, Collection<Row> parents) {
    step();
    return tx.lockCascaded(table, parents);
  }

  @Override
  public List<Row> page(Table table, Key after, int most) {
    step();
    return tx.page(table, after, most);
  }

  @Override
  public List<String> dropOnHold(Collection<String> tables) {
    return tx.dropOnHold(tables);
  }

  @Override
  public long capturedThrough() {
    return tx.capturedThrough();
  }

  @Override
  public void append(List<OutboxRecord> records) {
    step();
    tx.append(records);
  }

  @Override
  public PartnerState partner(String partner) {
    return tx.partner(partner);
  }

  @Override
  public void savePartner(PartnerState state) {
    tx.savePartner(state);
  }

  @Override
  public List<Wait> waits(String stream, Wait.Kind kind) {
    return tx.waits(stream, kind);
  }

  @Override
  public List<Wait> waits(String stream, Wait.Kind kind, Collection<RowId> rows) {
    return tx.waits(stream, kind, rows);
  }

  @Override
  public List<Wait> waits(String stream, Wait.Kind kind, RowId row) {
    return tx.waits(stream, kind, row);
  }

  @Override
  public List<WaitingRow> waiting(String stream, Wait.Kind kind) {
    return tx.waiting(stream, kind);
  }

  @Override
  public Wait whole(Wait wait) {
    return tx.whole(wait);
  }

  @Override
  public void put(Wait wait) {
    tx.put(wait);
  }

  @Override
  public void remove(Wait wait) {
    tx.remove(wait);
  }

  @Override
  public boolean keepsWaiting() {
    return tx.keepsWaiting();
  }

  @Override
  public void close() {
    tx.close();
  }
}
