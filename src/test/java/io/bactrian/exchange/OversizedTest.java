package io.bactrian.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bactrian.changelog.Changelog;
import io.bactrian.changelog.Head;
import io.bactrian.changelog.LogEntry;
import io.bactrian.changeset.Column;
import io.bactrian.changeset.Header;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.LogicalType;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowLimits;
import io.bactrian.changeset.Table;
import io.bactrian.changeset.Unsent;
import io.bactrian.destination.Destinations;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A source transaction that the partner would refuse is not sent, and told by name. */
class OversizedTest {
  private static final Table PAGE =
      new Table(
          "page",
          List.of(
              new Column("id", LogicalType.TEXT, "text", 0, -1, false, true),
              new Column("text", LogicalType.TEXT, "text", 0, -1, true, false)));

  @TempDir Path folder;
  private final List<LogEntry> log = new ArrayList<>();
  private final ChangesetSize size = new ChangesetSize(1_000, Duration.ofSeconds(1), 0);
  private final Oversized oversized = new Oversized(new StreamProblems("hq", "c1"));

  private void transaction(String id, int rows, int chars) {
    for (int i = 1; i <= rows; i++) {
      long position = log.size() + 1;
      Item item = new Item.Change(PAGE, null, Row.of(id + i, "x".repeat(chars)));
      log.add(
          new LogEntry(
              position,
              position,
              id,
              Instant.EPOCH,
              null,
              Destinations.ALL,
              Destinations.ALL,
              i == rows,
              item));
    }
  }

  private void takes(long bytes) {
    size.asked(header(0, bytes));
  }

  private static Header header(long asks, long bytes) {
    return new Header(
        "c1",
        "hq",
        1,
        1,
        Header.NO_HASH,
        0,
        "shop",
        "5d41402a",
        0,
        asks,
        null,
        bytes,
        Unsent.NOTHING);
  }

  /** Position through which the next changeset covers the log; empty when it is not to be sent. */
  private Optional<Long> next(long after) throws IOException {
    oversized.requireRoom(size);
    SettingAside aside =
        new SettingAside("c1", true, new RowLimits(1 << 20, 2 << 20), List.of(), changelog());
    ChangesetBuild.Stretch stretch = oversized.stretch(changelog(), after, log.size(), size);
    try (ChangesetBuild build =
        new ChangesetBuild(
            stretch, aside, header(0, 0), Optional.empty(), folder.resolve("next"))) {
      for (Iterator<List<LogEntry>> blocks = build.blocks(); blocks.hasNext(); ) {
        ByteArrayOutputStream xml = new ByteArrayOutputStream();
        build.marshal(build.select(blocks.next()), xml);
        build.append(xml.toByteArray());
      }
      build.requireWhole();
      if (build.exceeds()) {
        oversized.found(build, size);
        return Optional.empty();
      }
      build.finish();
      oversized.clear();
      return Optional.of(build.through());
    }
  }

  private Changelog changelog() {
    return new Changelog() {
      @Override
      public Head head() {
        throw new UnsupportedOperationException();
      }

      @Override
      public Head append(Head expected, String nonce, Iterator<LogEntry> entries) {
        throw new UnsupportedOperationException();
      }

      @Override
      public Entries read(long after, long through) {
        Iterator<LogEntry> some = log.subList((int) after, (int) through).iterator();
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

      @Override
      public void purge(long through) {}

      @Override
      public void close() {}
    };
  }

  @Test
  void a_large_row_is_written_to_the_document_and_never_whole_in_memory() throws IOException {
    transaction("large", 1, 3 << 20);
    SettingAside aside =
        new SettingAside("c1", true, new RowLimits(8 << 20, 16 << 20), List.of(), changelog());
    ChangesetBuild.Stretch stretch = oversized.stretch(changelog(), 0, 1, size);
    try (ChangesetBuild build =
        new ChangesetBuild(
            stretch, aside, header(0, 0), Optional.empty(), folder.resolve("next"))) {
      ByteArrayOutputStream xml = new ByteArrayOutputStream();
      build.marshal(build.select(build.blocks().next()), xml);
      assertThat(xml.size()).isZero();
      assertThat(build.size()).isGreaterThan(2 << 20);
      build.append(xml.toByteArray());
      assertThat(build.finish().changes()).isEqualTo(1);
    }
  }

  @Test
  void a_changeset_ends_before_it_is_more_than_the_partner_takes() throws IOException {
    for (int i = 0; i < 12; i++) {
      transaction("t" + i, 1, 1 << 20);
    }
    assertThat(next(0)).contains(12L);
    takes(10 << 20);
    assertThat(next(0)).contains(6L);
    assertThat(next(6)).contains(12L);
  }

  @Test
  void a_transaction_that_does_not_fit_behind_another_goes_in_the_next_changeset()
      throws IOException {
    takes(50_000);
    transaction("small", 1, 10_000);
    transaction("large", 4, 11_000);
    assertThat(next(0)).isEmpty();
    assertThat(next(0)).contains(1L);
    assertThat(next(1)).contains(5L);
  }

  @Test
  void a_transaction_that_never_fits_is_told_and_goes_once_the_partner_takes_more()
      throws IOException {
    takes(50_000);
    transaction("9876", 3, 20_000);
    assertThatThrownBy(() -> next(0))
        .isInstanceOf(StreamStoppedException.class)
        .hasMessageContaining("the source transaction 9876")
        .hasMessageContaining("c1 takes 50000")
        .hasMessageContaining("changeset.max-size");
    assertThat(oversized.problem(size)).isPresent();
    transaction("later", 1, 10);
    assertThatThrownBy(() -> next(0)).isInstanceOf(StreamStoppedException.class);
    takes(100_000);
    assertThat(oversized.problem(size)).isEmpty();
    assertThatCode(() -> oversized.requireRoom(size)).doesNotThrowAnyException();
    assertThat(next(0)).contains(4L);
  }
}
