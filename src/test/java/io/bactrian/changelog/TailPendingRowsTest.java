package io.bactrian.changelog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bactrian.changeset.Item;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.destination.Destinations;
import io.bactrian.problem.ProblemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Iterator;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A spoke knows its pending rows, however many it changed. */
class TailPendingRowsTest {
  private static final long MANY = 50_000;

  @TempDir Path spool;
  private TailPendingRows pending;

  @BeforeEach
  void begin() {
    pending = new TailPendingRows(new Deletions(), "hq", Map::of, spool);
  }

  /** A log of deletes; entry 7 is of row 7. */
  private static final class Deletions implements Changelog {
    @Override
    public Head head() {
      return new Head(1, 1, "n", MANY, 0);
    }

    @Override
    public Head append(Head expected, String nonce, Iterator<LogEntry> entries) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Entries read(long after, long through) {
      Iterator<LogEntry> some =
          LongStream.rangeClosed(after + 1, through).mapToObj(this::entry).iterator();
      return new Entries() {
        @Override
        public boolean hasNext() {
          return some.hasNext();
        }

        @Override
        public LogEntry next() {
          return some.next();
        }

        @Override
        public void close() {}
      };
    }

    private LogEntry entry(long position) {
      Item deleted =
          new Item.Change(LogEntries.CUSTOMERS, Row.of("" + position, "name", "1.00"), null);
      Destinations all = Destinations.ALL;
      return new LogEntry(
          position, position, "t", Instant.EPOCH, null, all, all, position == MANY, deleted);
    }

    @Override
    public void purge(long through) {}

    @Override
    public void close() {}
  }

  private static RowId row(long id) {
    return new RowId(LogEntries.CUSTOMERS.name(), Key.of("" + id));
  }

  private void requireAllAfter(long acknowledged) {
    for (long id = 1; id <= MANY; id += 7) {
      assertThat(pending.lastChange(row(id))).isEqualTo(id <= acknowledged ? 0 : id);
    }
    assertThat(pending.lastChange(row(MANY + 1))).isZero();
  }

  @Test
  void many_pending_rows_are_known_until_the_hub_has_applied_them() throws Exception {
    pending.catchUp(MANY, 0);
    requireAllAfter(0);
    pending.catchUp(MANY, 20_000);
    requireAllAfter(20_000);
    pending.catchUp(MANY, MANY);
    requireAllAfter(MANY);
    try (var files = Files.list(spool)) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void what_was_on_disk_is_read_again_when_it_was_lost() {
    pending.catchUp(MANY, 1_000);
    Thread.currentThread().interrupt(); // closes the file
    assertThatThrownBy(() -> requireAllAfter(1_000))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("nothing is lost, and it is tried again");
    assertThat(Thread.interrupted()).isTrue();
    pending.catchUp(MANY, 1_000);
    requireAllAfter(1_000);
  }
}
