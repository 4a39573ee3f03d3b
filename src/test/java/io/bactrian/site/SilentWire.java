package io.bactrian.site;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Between a client and a server. What is connected can go silent, as where a firewall has forgotten
 * it: nothing arrives any more, and nobody is told. Later connections work.
 */
final class SilentWire implements AutoCloseable {
  private final ServerSocket listening;
  private final int port;
  private final List<Line> lines = new ArrayList<>();
  private final AtomicInteger passed = new AtomicInteger();

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
  SilentWire(int port) throws IOException {
    this.port = port;
    listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    daemon(this::accept);
  }

  int port() {
    return listening.getLocalPort();
  }

  /** Bytes that came through, as a sign of life. */
  int passed() {
    return passed.get();
  }

  /** All connections of now. */
  void goSilent() {
    synchronized (lines) {
      lines.forEach(line -> line.silent = true);
    }
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "wire");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    try {
      while (true) {
        Line line =
            new Line(listening.accept(), new Socket(InetAddress.getLoopbackAddress(), port));
        synchronized (lines) {
          lines.add(line);
        }
        daemon(() -> pass(line.client, line.server, line));
        daemon(() -> pass(line.server, line.client, line));
      }
    } catch (IOException closed) {
      // the test is over
    }
  }

  /** A silent line does not even tell one end that the other has closed. */
  private void pass(Socket from, Socket to, Line line) {
    byte[] buffer = new byte[64 << 10];
    try {
      for (int n = from.getInputStream().read(buffer);
          n >= 0;
          n = from.getInputStream().read(buffer)) {
        if (!line.silent) {
          to.getOutputStream().write(buffer, 0, n);
          passed.addAndGet(n);
        }
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
