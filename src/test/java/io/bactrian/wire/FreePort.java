package io.bactrian.wire;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports on which a test's servers may listen, also after they were stopped: below those that a
 * system gives to clients, any of which could take such a port in between. Thread-safe.
 */
public final class FreePort {
  private static final int FIRST = 10_000;
  private static final int COUNT = 22_000;

  /** Test runs beside each other begin at different ports. */
  private static final AtomicInteger NEXT =
      new AtomicInteger((int) ProcessHandle.current().pid() * 101);

  private FreePort() {}

  /**
   * A port that was free a moment ago, and that no other call in this process returns.
   *
   * @throws IllegalStateException when none is free
   */
  public static int next() {
    for (int i = 0; i < COUNT; i++) {
      int port = FIRST + Math.floorMod(NEXT.getAndIncrement(), COUNT);
      if (isFree(port)) {
        return port;
      }
    }
    throw new IllegalStateException(
        "no port between %d and %d is free".formatted(FIRST, FIRST + COUNT));
  }

  private static boolean isFree(int port) {
    try (ServerSocket all = new ServerSocket()) {
      all.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException taken) {
      return false;
    }
  }
}
