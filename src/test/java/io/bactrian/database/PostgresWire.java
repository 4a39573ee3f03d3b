package io.bactrian.database;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/**
 * Stands between a driver and a PostgreSQL server. It can go silent, as a firewall that has
 * forgotten a connection, and can tell the driver another session than the one that answers, as a
 * pooler does.
 */
final class PostgresWire implements AutoCloseable {
  private final ServerSocket listening;
  private final String host;
  private final int port;
  private final boolean pooler;
  private final List<Socket> open = new ArrayList<>();
  private volatile boolean silent;

  PostgresWire(String host, int port, boolean pooler) throws IOException {
    this.host = host;
    this.port = port;
    this.pooler = pooler;
    listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    daemon(this::accept);
  }

  int port() {
    return listening.getLocalPort();
  }

  /** From now on nothing arrives, and nobody is told. */
  void goSilent() {
    silent = true;
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "wire");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    try {
      while (true) {
        Socket driver = listening.accept();
        Socket server = new Socket(host, port);
        synchronized (open) {
          open.addAll(List.of(driver, server));
        }
        daemon(() -> pass(driver, server, false));
        daemon(() -> pass(server, driver, pooler));
      }
    } catch (IOException closed) {
      // the test is over
    }
  }

  private void pass(Socket from, Socket to, boolean changing) {
    byte[] buffer = new byte[64 * 1024];
    boolean change = changing;
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        if (change) {
          change = !otherSession(buffer, n);
        }
        if (!silent) {
          out.write(buffer, 0, n);
        }
      }
    } catch (IOException closed) {
      // the other end is gone, or the test is over
    }
  }

  /** Changes the process id in the message BackendKeyData; false when it is not there. */
  private static boolean otherSession(byte[] bytes, int length) {
    for (int i = 0; i + 12 < length; i++) {
      if (bytes[i] == 'K' && bytes[i + 1] == 0 && bytes[i + 3] == 0 && bytes[i + 4] == 12) {
        bytes[i + 6] ^= 0x55;
        return true;
      }
    }
    return false;
  }

  @Override
  public void close() throws IOException {
    listening.close();
    synchronized (open) {
      for (Socket socket : open) {
        socket.close();
      }
    }
  }
}
