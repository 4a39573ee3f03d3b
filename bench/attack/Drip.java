package attack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Many connections from one thread, each with the same beginning and then a byte from time to time. */
final class Drip {
  private static final int OPENED_AT_ONCE = 500;

  private final int port;
  private final int connections;
  private final byte[] beginning;
  private final byte[] more;
  private final double every;
  private final List<SocketChannel> open = new ArrayList<>();
  private final Map<String, Integer> ends = new TreeMap<>();
  private int most;

  /**
   * @param more sent again and again, a byte at a time
   * @param every seconds between two of them; 0 for none
   */
  Drip(int port, int connections, byte[] beginning, String more, double every) {
    this.port = port;
    this.connections = connections;
    this.beginning = beginning;
    this.more = more.getBytes(StandardCharsets.ISO_8859_1);
    this.every = every;
  }

  /** Keeps them open for so long, opening a new one for each that ended; says what became of them. */
  String run(int seconds) throws Exception {
    long end = System.nanoTime() + seconds * 1_000_000_000L;
    long next = System.nanoTime();
    int sent = 0;
    try {
      while (System.nanoTime() < end) {
        for (int i = 0; open.size() < connections && i < OPENED_AT_ONCE; i++) {
          connect();
        }
        most = Math.max(most, open.size());
        boolean due = every > 0 && System.nanoTime() > next;
        if (due) {
          next += (long) (every * 1e9);
          sent++;
        }
        byte one = more.length == 0 ? 0 : more[sent % more.length];
        open.removeIf(channel -> ended(channel, due, one));
        TimeUnit.MILLISECONDS.sleep(100);
      }
      return "%d open at most, %d at the end; ended: %s".formatted(most, open.size(), ends.isEmpty() ? "none" : ends);
    } finally {
      for (SocketChannel channel : open) {
        channel.close();
      }
    }
  }

  private void connect() {
    try {
      SocketChannel channel = SocketChannel.open();
      channel.socket().connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 2_000);
      channel.write(ByteBuffer.wrap(beginning));
      channel.configureBlocking(false);
      open.add(channel);
    } catch (IOException e) {
      ends.merge("not connected", 1, Integer::sum);
    }
  }

  private boolean ended(SocketChannel channel, boolean due, byte one) {
    try {
      ByteBuffer answer = ByteBuffer.allocate(4096);
      int read = channel.read(answer);
      if (read > 0) {
        Wire.Answer parsed = Wire.parse(java.util.Arrays.copyOf(answer.array(), read), false, 0, 0);
        ends.merge(parsed.outcome(), 1, Integer::sum);
      } else if (read < 0) {
        ends.merge("closed", 1, Integer::sum);
      } else {
        if (due) {
          channel.write(ByteBuffer.wrap(new byte[] {one}));
        }
        return false;
      }
    } catch (IOException e) {
      ends.merge("closed", 1, Integer::sum);
    }
    try {
      channel.close();
    } catch (IOException e) {
      Attack.detail("%s", e);
    }
    return true;
  }
}
