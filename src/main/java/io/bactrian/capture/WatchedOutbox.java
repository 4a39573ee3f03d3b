package io.bactrian.capture;

import io.bactrian.apply.OutboxRecord.ConflictRecord;
import io.bactrian.apply.OutboxRecord.VerdictFor;
import io.bactrian.changelog.Head;
import io.bactrian.changelog.LogEntry;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.RowId;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * An outbox that shows each change to an onlooker as capture reads it, which is after it was
 * committed; the same change again when capture is repeated. For one thread at a time.
 */
public record WatchedOutbox(Outbox outbox, Consumer<Item.Change> onlooker) implements Outbox {

  @Override
  public boolean isEmpty() {
    return outbox.isEmpty();
  }

  @Override
  public Head head() {
    return outbox.head();
  }

  @Override
  public Batch read(long position, Consumer<ConflictRecord> conflicts) {
    return new WatchedBatch(outbox.read(position, conflicts), onlooker);
  }

  @Override
  public void clear(List<NumberRange> numbers, Head expected, Head head) {
    outbox.clear(numbers, expected, head);
  }

  private record WatchedBatch(Batch batch, Consumer<Item.Change> onlooker) implements Batch {
    @Override
    public boolean hasNext() {
      return batch.hasNext();
    }

    @Override
    public LogEntry next() {
      LogEntry entry = batch.next();
      if (entry.item() instanceof Item.Change change) {
        onlooker.accept(change);
      }
      return entry;
    }

    @Override
    public List<NumberRange> numbers() {
      return batch.numbers();
    }

    @Override
    public List<Long> taken() {
      return batch.taken();
    }

    @Override
    public VerdictFor verdict() {
      return batch.verdict();
    }

    @Override
    public Set<RowId> judgedAbsent() {
      return batch.judgedAbsent();
    }

    @Override
    public void close() {
      batch.close();
    }
  }
}
