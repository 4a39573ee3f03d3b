package attack;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/** What costs the one who does it nothing but connections and bytes. */
final class Floods {
  private final Stage stage;
  private final int seconds;

  Floods(Stage stage, int seconds) {
    this.stage = stage;
    this.seconds = seconds;
  }

  /** Random bytes as bodies, from four who have no token, or a wrong one; again when refused. */
  String strangers(double gigabytes) throws Exception {
    String wrong = "Authorization: Bearer " + "A".repeat(43) + "\r\n";
    String chunked = "Transfer-Encoding: chunked\r\n";
    long share = (long) (gigabytes * (1L << 30) / 4);
    List<String> heads =
        List.of("Bactrian-Site: c1\r\nBactrian-Wait: 0\r\nContent-Length: " + share + "\r\n", "Bactrian-Wait: 0\r\n" + chunked,
            "Bactrian-Site: c2\r\nBactrian-Wait: 0\r\n" + wrong + chunked, "Bactrian-Site: f1\r\nBactrian-Wait: 0\r\nContent-Length: " + share + "\r\n");
    Map<String, Integer> ends = new TreeMap<>();
    AtomicLong sent = new AtomicLong();
    long begun = System.nanoTime();
    List<Thread> threads = new ArrayList<>();
    for (String head : heads) {
      Thread thread = new Thread(() -> stranger(head, share, begun, ends, sent));
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    return "%.2f GB taken from %d requests: %s".formatted(sent.get() / (double) (1 << 30), ends.values().stream().mapToInt(Integer::intValue).sum(), ends);
  }

  /** At least for ten seconds, until its share is sent, and not beyond the time for one attack. */
  private void stranger(String head, long share, long begun, Map<String, Integer> ends, AtomicLong sent) {
    byte[] block = new byte[1 << 16];
    new Random(1).nextBytes(block);
    boolean chunked = head.contains("chunked");
    byte[] framed = ("10000\r\n" + new String(block, StandardCharsets.ISO_8859_1) + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    long own = 0;
    double left = seconds;
    while (left > 0 && (own < share || left > seconds - 10)) {
      Wire.Answer answer = Wire.exchange(stage.port(), Wire.head(head), out -> {
        for (long at = 0; at < share; at += block.length) {
          out.write(chunked ? framed : block);
        }
      }, left);
      own += answer.sent();
      sent.addAndGet(answer.sent());
      synchronized (ends) {
        ends.merge(answer.outcome(), 1, Integer::sum);
      }
      left = seconds - (System.nanoTime() - begun) / 1e9;
    }
  }

  /** Bodies at one byte a second. */
  String slow(String headers) throws Exception {
    return new Drip(stage.port(), 400, Wire.head(headers + "Content-Length: 1000000\r\n"), "x", 1).run(seconds);
  }

  /** Heads that do not end. */
  String heads() throws Exception {
    byte[] whole = Wire.head("Bactrian-Site: c1\r\nX-Padding: ");
    return new Drip(stage.port(), 4_000, Arrays.copyOf(whole, whole.length - 2), "y", 5).run(seconds);
  }

  /** Questions that wait, all with one token. */
  String polls(Spoke c2) throws Exception {
    return new Drip(stage.port(), 30, Wire.head(c2.headers(25_000).replace("Connection: close", "Connection: keep-alive") + "Content-Length: 0\r\n"), "", 0).run(Math.max(seconds, 30));
  }
}
