package io.bactrian.wire;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Between a client and a server. What is connected can go silent, as where a firewall has forgotten
 * it: nothing arrives any more, and nobody is told. Later connections work, unless the whole wire
 * is cut.
 */
public final class SilentWire implements AutoCloseable {
  private final ServerSocket listening;
  private final String host;
  private final int port;
  private final Supplier<Change> changes;
  private final List<Line> lines = new ArrayList<>();
  private final AtomicInteger passed = new AtomicInteger();
  private volatile boolean cut;

  /** Changes what the server says on one connection. */
  public interface Change {
    /** Only the first bytes of the array count. */
    void apply(byte[] bytes, int length);
  }

  /** A connection and the one behind it. */
  private static final class Line {
    private final Socket client;
    private final Socket server;
    private volatile boolean silent;

    Line(Socket client, Socket server) {
      this.client = client;
      this.server = server;
    }
  }

  /**
   * @param port of the server, on this machine
   */
  public SilentWire(int port) throws IOException {
    this(InetAddress.getLoopbackAddress().getHostAddress(), port, () -> (bytes, length) -> {});
  }

  /**
   * @param changes one for each connection
   */
  public SilentWire(String host, int port, Supplier<Change> changes) throws IOException {
    this.host = host;
    this.port = port;
    this.changes = changes;
    listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    daemon(this::accept);
  }

  public int port() {
    return listening.getLocalPort();
  }

  /** Bytes that came through, as a sign of life. */
  public int passed() {
    return passed.get();
  }

  /** All connections of now. */
  public void goSilent() {
    synchronized (lines) {
      lines.forEach(line -> line.silent = true);
    }
  }

  /** All connections of now, and later ones until it is mended. */
  public void cut() {
    cut = true;
    goSilent();
  }

  /** Later connections work; those that went silent stay so. */
  public void mend() {
    cut = false;
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "wire");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    try {
      while (true) {
        Line line = new Line(listening.accept(), new Socket(host, port));
        line.silent = cut;
        synchronized (lines) {
          lines.add(line);
        }
        daemon(() -> pass(line.client, line.server, line, (bytes, length) -> {}));
        daemon(() -> pass(line.server, line.client, line, changes.get()));
      }
    } catch (IOException closed) {
      // the test is over
    }
  }

  /**
   * A silent line takes nothing any more, so that a large write gets stuck, and does not even tell
   * one end that the other has closed.
   */
  private void pass(Socket from, Socket to, Line line, Change change) {
    byte[] buffer = new byte[64 << 10];
    try {
      for (int n = from.getInputStream().read(buffer);
          n >= 0 && !line.silent;
          n = from.getInputStream().read(buffer)) {
        change.apply(buffer, n);
        to.getOutputStream().write(buffer, 0, n);
        passed.addAndGet(n);
      }
    } catch (IOException closed) {
      // as at its end
    }
    if (!line.silent) {
      close(from, to);
    }
  }

  private static void close(Socket... sockets) {
    for (Socket socket : sockets) {
      try {
        socket.close();
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
    synchronized (lines) {
      lines.forEach(line -> close(line.client, line.server));
    }
  }
}
