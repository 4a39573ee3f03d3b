package io.bactrian.door;

import io.bactrian.config.Listen;
import io.bactrian.config.SiteConfiguration;
import io.bactrian.exchange.Question;
import io.bactrian.exchange.Signal;
import io.bactrian.site.RawRequest;
import io.bactrian.wire.FreePort;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** A door of partner {@code c1} with rounds that a test writes by hand behind it. */
final class TestDoor implements AutoCloseable {
  static final String TOKEN = "the-token-of-c1_Jw5Nf9Qx3Rm7Vb2Kd8Ts6";
  static final Duration IDLE = Duration.ofMillis(400);

  final int port;
  final Signal captured = new Signal();
  final Door door;
  private final List<RawRequest> open = new ArrayList<>();

  /** What the test answers. */
  interface Round {
    Reply answer(Question question, Path body) throws Exception;
  }

  TestDoor(Path spool, Round round) throws Exception {
    this("127.0.0.1", spool, round);
  }

  TestDoor(String host, Path spool, Round round) throws Exception {
    port = FreePort.next();
    SiteConfiguration.Door bounds =
        new SiteConfiguration.Door(100, 20, Duration.ofSeconds(20), IDLE, 1, 1 << 20, 2);
    door =
        new Door(
            "hq",
            new SiteConfiguration.Exchanges(
                Optional.of(new Listen(host, port)), Duration.ofMinutes(5), bounds),
            new Credentials(Map.of("c1", TOKEN), Set.of()),
            new Written(round),
            captured,
            spool);
    door.open();
  }

  private record Written(Round round) implements Rounds {
    @Override
    public Reply round(Question question, Path body) {
      try {
        return round.answer(question, body);
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public Reply failed(String partner, Throwable why) {
      return Reply.text(507, "" + why.getMessage());
    }
  }

  RawRequest connect() throws Exception {
    RawRequest request = new RawRequest(port);
    open.add(request);
    return request;
  }

  RawRequest ask(String... headers) throws Exception {
    return connect().ask("c1", TOKEN, headers);
  }

  static Reply nothing() {
    return new Reply(204, Map.of(), null);
  }

  static void until(Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!condition.call()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("still waiting");
      }
      LockSupport.parkNanos(2_000_000);
    }
  }

  /** Until the clock says so. */
  static void untilPast(long begun, Duration duration) throws Exception {
    until(() -> System.nanoTime() - begun > duration.toNanos());
  }

  @Override
  public void close() throws Exception {
    for (RawRequest request : open) {
      request.close();
    }
    door.close();
  }

  /** An answer without end that knows whether it is open. */
  static final class Endless extends InputStream {
    final AtomicInteger closed = new AtomicInteger();

    @Override
    public int read() {
      return 'x';
    }

    @Override
    public void close() {
      closed.incrementAndGet();
    }
  }
}
