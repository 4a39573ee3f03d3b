package io.bactrian.site;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Between one client and MongoDB: a command that a test waits for is held there, or its answer is,
 * until the test lets it go. So a process stands still between any two steps that it takes in the
 * store.
 */
final class HeldWire implements Closeable {
  private static final int BODY = 21;

  private final ServerSocket listening;
  private final String host;
  private final int port;
  private volatile Hold hold = new Hold(new Step("", "", "", 0, false));

  /**
   * A command as the client sends it.
   *
   * @param name of the command, e.g. {@code insert}
   * @param containing what its bytes contain besides, perhaps nothing
   * @param nth of its like, from 1
   * @param answer whether it is let through and its answer is held
   */
  record Step(String name, String collection, String containing, int nth, boolean answer) {}

  /** One step that is waited for. */
  private static final class Hold {
    private final Step step;
    private final AtomicInteger seen = new AtomicInteger();
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch go = new CountDownLatch(1);

    Hold(Step step) {
      this.step = step;
    }

    boolean matches(byte[] command) {
      return is(command)
          && text(command, 0, command.length).contains(step.containing())
          && seen.incrementAndGet() == step.nth();
    }

    /** The first element of the body names the command and its collection. */
    private boolean is(byte[] command) {
      byte[] wanted = (step.name() + "\0").getBytes(StandardCharsets.ISO_8859_1);
      int value = BODY + 5 + wanted.length + 4;
      return text(command, BODY + 5, wanted.length).equals(step.name() + "\0")
          && text(command, value, step.collection().length() + 1).equals(step.collection() + "\0");
    }

    private static String text(byte[] bytes, int from, int length) {
      int start = Math.min(from, bytes.length);
      int count = Math.min(length, bytes.length - start);
      return new String(bytes, start, count, StandardCharsets.ISO_8859_1);
    }

    void await() throws InterruptedException {
      reached.countDown();
      go.await();
    }
  }

  HeldWire(String host, int port) throws IOException {
    this.host = host;
    this.port = port;
    listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    start(this::accept);
  }

  int port() {
    return listening.getLocalPort();
  }

  /** From now on this one is held, once. */
  void hold(Step step) {
    hold = new Hold(step);
  }

  /**
   * @return false when it did not come
   */
  boolean reached() throws InterruptedException {
    return hold.reached.await(30, TimeUnit.SECONDS);
  }

  void go() {
    hold.go.countDown();
  }

  @FunctionalInterface
  private interface Work {
    void run() throws IOException, InterruptedException;
  }

  private static void start(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (EOFException | SocketException closed) {
                // the connection has ended
              } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() throws IOException {
    while (true) {
      Socket client = listening.accept();
      Socket server = new Socket(host, port);
      Hold[] answer = new Hold[1];
      start(() -> forward(client, server, answer));
      start(() -> back(server, client, answer));
    }
  }

  private void forward(Socket client, Socket server, Hold[] answer)
      throws IOException, InterruptedException {
    DataInputStream in = new DataInputStream(client.getInputStream());
    OutputStream out = server.getOutputStream();
    try (client;
        server) {
      while (true) {
        byte[] command = message(in);
        Hold now = hold;
        if (now.matches(command)) {
          if (now.step.answer()) {
            synchronized (answer) {
              answer[0] = now;
            }
          } else {
            now.await();
          }
        }
        out.write(command);
        out.flush();
      }
    }
  }

  private static void back(Socket server, Socket client, Hold[] answer)
      throws IOException, InterruptedException {
    DataInputStream in = new DataInputStream(server.getInputStream());
    OutputStream out = client.getOutputStream();
    try (client;
        server) {
      while (true) {
        byte[] reply = message(in);
        Hold deferred;
        synchronized (answer) {
          deferred = answer[0];
          answer[0] = null;
        }
        if (deferred != null) {
          deferred.await();
        }
        out.write(reply);
        out.flush();
      }
    }
  }

  /** A whole message: its length comes first. */
  private static byte[] message(DataInputStream in) throws IOException {
    byte[] length = new byte[4];
    in.readFully(length);
    int size = ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getInt();
    byte[] whole = ByteBuffer.allocate(size).put(length).array();
    in.readFully(whole, 4, size - 4);
    return whole;
  }

  @Override
  public void close() throws IOException {
    go();
    listening.close();
  }
}
