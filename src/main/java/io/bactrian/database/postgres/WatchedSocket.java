package io.bactrian.database.postgres;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import jdk.net.ExtendedSocketOptions;

/**
 * Is closed when a read or write has to wait and the witness does not prove that the server is at
 * work; what waits then fails. A time-out of the socket could not tell silence from a statement
 * that takes long or waits for a lock, and there is none for writing. One thread uses it; another,
 * its own, watches.
 */
final class WatchedSocket extends Socket {
  /** How often a session is ended at a server that can't be reached. */
  private static final int ENDS = 60;

  private final Patience patience;
  private final Witness witness;
  private final Thread watch = new Thread(this::watch, "bactrian-silence");

  /** When the read or write under way began, or was last known to be worked on; 0 without one. */
  private final AtomicLong waiting = new AtomicLong();

  /** How long it waited in vain; null while it is not given up. */
  private volatile Duration lost;

  WatchedSocket(Patience patience, Witness witness) {
    this.patience = patience;
    this.witness = witness;
    watch.setDaemon(true);
  }

  @Override
  public void connect(SocketAddress server, int timeout) throws IOException {
    super.connect(server, timeout);
    keepAlive();
    watch.start();
  }

  /** A firewall forgets no connection that moves, not even during a long statement. */
  private void keepAlive() throws IOException {
    setOption(StandardSocketOptions.SO_KEEPALIVE, true);
    setIfSupported(ExtendedSocketOptions.TCP_KEEPIDLE, 30);
    setIfSupported(ExtendedSocketOptions.TCP_KEEPINTERVAL, 5);
    setIfSupported(ExtendedSocketOptions.TCP_KEEPCOUNT, 3);
  }

  private void setIfSupported(SocketOption<Integer> option, int value) throws IOException {
    if (supportedOptions().contains(option)) {
      setOption(option, value);
    }
  }

  private void watch() {
    while (!isClosed()) {
      LockSupport.parkNanos(patience.pause().toNanos());
      long since = waiting.get();
      if (since != 0 && waited(since).compareTo(patience.pause()) >= 0) {
        examine(since);
      }
    }
  }

  private static Duration waited(long since) {
    return Duration.ofNanos(System.nanoTime() - since);
  }

  private void examine(long since) {
    Patience.Session session = witness.look();
    if (session == Patience.Session.AT_WORK) {
      waiting.compareAndSet(since, now());
    } else if (waiting.get() == since && patience.isOver(session, waited(since))) {
      lost = waited(since);
      giveUp();
    }
  }

  private void giveUp() {
    try {
      close();
    } catch (IOException e) {
      // it is of no use either way
    }
    for (int i = 0; i < ENDS && !witness.end(); i++) {
      LockSupport.parkNanos(patience.pause().toNanos());
    }
  }

  private static long now() {
    return System.nanoTime() | 1;
  }

  /** A read or write, watched. */
  private interface Step {
    int run() throws IOException;
  }

  private int watched(Step step) throws IOException {
    waiting.set(now());
    try {
      return step.run();
    } catch (SocketException e) {
      if (lost == null) {
        throw e;
      }
      // not a SocketTimeoutException: the driver would try again
      SocketException silent =
          new SocketException(
              "silent for %d s, without a sign that the server works".formatted(lost.toSeconds()));
      silent.initCause(e);
      throw silent;
    } finally {
      waiting.set(0);
    }
  }

  @Override
  public InputStream getInputStream() throws IOException {
    return new FilterInputStream(super.getInputStream()) {
      @Override
      public int read() throws IOException {
        return watched(in::read);
      }

      @Override
      public int read(byte[] bytes, int from, int length) throws IOException {
        return watched(() -> in.read(bytes, from, length));
      }
    };
  }

  @Override
  public OutputStream getOutputStream() throws IOException {
    return new FilterOutputStream(super.getOutputStream()) {
      @Override
      public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int from, int length) throws IOException {
        watched(
            () -> {
              out.write(bytes, from, length);
              return length;
            });
      }
    };
  }

  @Override
  public synchronized void close() throws IOException {
    super.close();
    LockSupport.unpark(watch);
  }
}
