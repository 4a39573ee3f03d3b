package kill;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands between a spoke and its hub and cuts connections after some bytes. Thread-safe. */
final class Proxy implements AutoCloseable {
  private final ServerSocket server;
  private final int target;
  private final Random random;
  private final AtomicInteger toCut = new AtomicInteger();
  private final AtomicInteger cut = new AtomicInteger();

  Proxy(int target, long seed) throws IOException {
    this.target = target;
    this.random = new Random(seed);
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    daemon(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  /** So many of the connections that transfer something from now on are cut. */
  void cutNext(int connections) {
    toCut.set(connections);
  }

  int cut() {
    return cut.get();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket from = server.accept();
        daemon(() -> join(from));
      } catch (IOException e) {
        Kill.detail("proxy: %s", e.getMessage());
      }
    }
  }

  private void join(Socket from) {
    try {
      Socket to = new Socket(InetAddress.getLoopbackAddress(), target);
      daemon(() -> copy(from, to));
      copy(to, from);
    } catch (IOException down) {
      close(from);
    }
  }

  private void copy(Socket from, Socket to) {
    byte[] buffer = new byte[8192];
    try (from; to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        if (toCut.get() > 0 && toCut.getAndDecrement() > 0) {
          int some = next(n + 1);
          out.write(buffer, 0, some);
          out.flush();
          cut.incrementAndGet();
          return;
        }
        out.write(buffer, 0, n);
      }
    } catch (IOException ended) {
      Kill.detail("proxy: %s", ended.getMessage());
    }
  }

  private synchronized int next(int bound) {
    return random.nextInt(bound);
  }

  private static void close(Socket socket) {
    try (socket) {
      Kill.detail("proxy: the hub is not there");
    } catch (IOException e) {
      Kill.detail("proxy: %s", e.getMessage());
    }
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "proxy");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
