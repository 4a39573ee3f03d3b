package io.bactrian.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.apply.StreamState;
import io.bactrian.changelog.Changelog;
import io.bactrian.changelog.ChangelogStore;
import io.bactrian.changelog.Head;
import io.bactrian.changelog.LogEntry;
import io.bactrian.changeset.Column;
import io.bactrian.changeset.Header;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.LogicalType;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.SystemVersion;
import io.bactrian.changeset.Table;
import io.bactrian.convergence.Steps;
import io.bactrian.destination.Destinations;
import io.bactrian.exchange.Backoff;
import io.bactrian.exchange.ChangesetSize;
import io.bactrian.exchange.Manifest;
import io.bactrian.exchange.Outgoing;
import io.bactrian.exchange.Signal;
import io.bactrian.exchange.StreamHolds;
import io.bactrian.exchange.Streams;
import io.bactrian.exchange.mongo.MongoChangesetStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.camel.Exchange;
import org.apache.camel.StreamCache;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

final class FileExchangeTest {
  private static final Duration RESEND = Duration.ofHours(1);

  @TempDir Path folder;
  private Instant now = Instant.parse("2026-11-25T12:00:00Z");

  @Test
  @Timeout(60)
  void a_log_that_never_stops_growing_does_not_keep_changesets_from_being_delivered()
      throws IOException {
    try (ChangelogStore store = ChangelogStore.embedded(folder, Duration.ofSeconds(10))) {
      Outgoing outgoing = outgoing(store, new BusyLog());
      FileExchange files = files(outgoing);
      assertThat(due(files, outgoing)).extracting(Manifest::through).containsExactly(2L);
    }
  }

  @Test
  void nothing_is_sent_again_while_acknowledgements_come() throws IOException {
    try (ChangelogStore store = ChangelogStore.embedded(folder, Duration.ofSeconds(10))) {
      Outgoing outgoing = outgoing(store, new BusyLog());
      FileExchange files = files(outgoing);
      for (int i = 0; i < 4; i++) {
        due(files, outgoing).forEach(files::delivered);
      }
      now = now.plus(RESEND);
      outgoing.acknowledged(1, true);
      assertThat(numbers(files, outgoing))
          .as("delivered long ago, but one was acknowledged")
          .containsExactly(5L);
      now = now.plus(RESEND);
      assertThat(numbers(files, outgoing))
          .as("none was acknowledged for long")
          .containsExactly(2L, 3L, 4L, 5L, 6L);
      assertThat(files.awaited(manifest(outgoing, 1))).isFalse();
      assertThat(files.awaited(manifest(outgoing, 2))).isTrue();
    }
  }

  @Test
  void a_document_goes_through_the_steps_of_a_route_as_a_stream_and_not_in_memory()
      throws Exception {
    try (ChangelogStore store = ChangelogStore.embedded(folder, Duration.ofSeconds(10));
        DefaultCamelContext context = new DefaultCamelContext()) {
      Outgoing outgoing = outgoing(store, new BusyLog());
      FileExchange files = files(outgoing);
      Object[] delivered = new Object[1];
      context.getRegistry().bind("files", files);
      context.addRoutes(
          new RouteBuilder() {
            @Override
            public void configure() {
              from("direct:send")
                  .bean("files", "open")
                  .process(step -> delivered[0] = step.getMessage().getBody());
            }
          });
      context.start();
      assertThat(context.isStreamCaching()).isTrue();
      context.createProducerTemplate().sendBody("direct:send", due(files, outgoing).get(0));
      assertThat(delivered[0]).isInstanceOf(InputStream.class).isNotInstanceOf(StreamCache.class);
      ((InputStream) delivered[0]).close();
    }
  }

  private static List<Long> numbers(FileExchange files, Outgoing outgoing) throws IOException {
    List<Manifest> due = due(files, outgoing);
    due.forEach(files::delivered);
    return due.stream().map(Manifest::number).toList();
  }

  /** The steps of {@code send-changesets}, as far as the choice of what is due. */
  private static List<Manifest> due(FileExchange files, Outgoing outgoing) throws IOException {
    Exchange exchange = new DefaultExchange(new DefaultCamelContext());
    files.look("c1", exchange);
    while (exchange.getProperty("more", Boolean.class)) {
      Steps.build(outgoing);
      files.look("c1", exchange);
    }
    return files.due("c1", exchange);
  }

  private static Manifest manifest(Outgoing outgoing, long number) {
    return new Manifest(outgoing.partner(), 1, number, "", 0, 0, 0, 0);
  }

  private Outgoing outgoing(ChangelogStore store, Changelog log) {
    return new Outgoing(
        new Outgoing.Identity("hq", new SystemVersion("office", 0), "1", null, true),
        "c1",
        log,
        new MongoChangesetStore(store),
        new Outgoing.Making(
            () -> 0, new ChangesetSize(10, Duration.ofSeconds(1), 0), folder.resolve("spool")));
  }

  private FileExchange files(Outgoing outgoing) {
    Clock clock = new MovedClock();
    Streams streams =
        new Streams(
            "hq",
            Map.of("c1", outgoing),
            partner -> new StreamState(partner, 1, 0, Header.NO_HASH, 0, 0),
            new StreamHolds(new Backoff(RESEND, RESEND, () -> 0), clock, () -> {}),
            clock);
    return new FileExchange(streams, RESEND, new Signal(), clock);
  }

  private final class MovedClock extends Clock {
    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException("only the moment is asked for");
    }
  }

  /** Has one change more whenever it is looked at. */
  private static final class BusyLog implements Changelog {
    private static final Table NOTE =
        new Table(
            "note", List.of(new Column("id", LogicalType.INTEGER, "bigint", 0, -1, false, true)));

    private long position;

    @Override
    public Head head() {
      position++;
      return new Head(1, position, "", position, position - 1);
    }

    @Override
    public Entries read(long after, long through) {
      Iterator<LogEntry> entries =
          LongStream.rangeClosed(after + 1, through).mapToObj(BusyLog::entry).iterator();
      return new Entries() {
        @Override
        public boolean hasNext() {
          return entries.hasNext();
        }

        @Override
        public LogEntry next() {
          return entries.next();
        }

        @Override
        public void close() {
          // nothing is open
        }
      };
    }

    private static LogEntry entry(long position) {
      Item change = new Item.Change(NOTE, null, Row.of("" + position));
      return new LogEntry(
          position,
          position,
          "" + position,
          Instant.EPOCH,
          null,
          Destinations.NONE,
          Destinations.ALL,
          true,
          change);
    }

    @Override
    public Head append(Head expected, String nonce, Iterator<LogEntry> entries) {
      throw new UnsupportedOperationException("it grows by itself");
    }

    @Override
    public void purge(long through) {
      throw new UnsupportedOperationException("nothing is purged here");
    }

    @Override
    public void close() {
      // nothing is open
    }
  }
}
