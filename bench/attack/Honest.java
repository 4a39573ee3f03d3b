package attack;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What honest partners notice: {@code c1} commits a row, the hub has it and changes it, {@code c1} has the change; and
 * {@code c3} asks and gets nothing. Both again and again, and every three seconds the hub is asked what it uses.
 */
public final class Honest {
  private static final AtomicLong IDS = new AtomicLong(1_000_000_000L);
  /** So long a round that began in the window is waited for after it. */
  private static final int GRACE = 45;

  private final Stage stage;

  public Honest(Stage stage) {
    this.stage = stage;
  }

  /**
   * Milliseconds of each round, ascending; a round that did not end is infinite.
   *
   * @param peak the most that was seen of each
   */
  record Seen(List<Double> changes, List<Double> empty, Site.Use peak) {
    /** {@code p50/p99/max}, in milliseconds, or seconds where that is easier to read. */
    static String figures(List<Double> millis) {
      return millis.isEmpty() ? "none" : time(at(millis, .5)) + "/" + time(at(millis, .99)) + "/" + time(millis.get(millis.size() - 1));
    }

    static double at(List<Double> millis, double part) {
      return millis.get((int) Math.ceil(millis.size() * part) - 1);
    }

    private static String time(double millis) {
      return Double.isInfinite(millis) ? "never" : String.format(Locale.ROOT, millis < 10_000 ? "%.0f" : "%.0fs", millis < 10_000 ? millis : millis / 1000);
    }
  }

  /** Something that goes on meanwhile. */
  interface Meanwhile {
    void run() throws Exception;
  }

  Seen watch(Meanwhile meanwhile) throws Exception {
    Window window = new Window();
    Thread changes = thread("changes", () -> changes(window));
    Thread empty = thread("empty", () -> empty(window));
    Thread use = thread("use", () -> use(window));
    try {
      meanwhile.run();
    } finally {
      window.end = System.nanoTime();
    }
    for (Thread thread : List.of(changes, empty, use)) {
      thread.join();
    }
    Collections.sort(window.changes);
    Collections.sort(window.empty);
    return new Seen(List.copyOf(window.changes), List.copyOf(window.empty), window.peak);
  }

  private static final class Window {
    private final List<Double> changes = Collections.synchronizedList(new ArrayList<>());
    private final List<Double> empty = Collections.synchronizedList(new ArrayList<>());
    private volatile Site.Use peak = new Site.Use(-1, -1, -1, -1);
    private volatile long end = Long.MAX_VALUE;

    boolean open() {
      return System.nanoTime() < end;
    }

    boolean patient() {
      return end == Long.MAX_VALUE || System.nanoTime() < end + GRACE * 1_000_000_000L;
    }
  }

  private static Thread thread(String name, Meanwhile work) {
    Thread thread = new Thread(() -> {
      try {
        work.run();
      } catch (Exception e) {
        Attack.detail("%s: %s", name, e);
      }
    }, name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private void changes(Window window) throws Exception {
    try (Connection c1 = stage.connect("c1"); Connection hq = stage.connect("hq")) {
      while (window.open()) {
        long start = System.nanoTime();
        boolean whole = round(c1, hq, window::patient);
        window.changes.add(whole ? (System.nanoTime() - start) / 1e6 : Double.POSITIVE_INFINITY);
        TimeUnit.MILLISECONDS.sleep(20);
      }
    }
  }

  /** One round, in the given time. */
  public boolean round(int seconds) throws Exception {
    long end = System.nanoTime() + seconds * 1_000_000_000L;
    try (Connection c1 = stage.connect("c1"); Connection hq = stage.connect("hq")) {
      return round(c1, hq, () -> System.nanoTime() < end);
    }
  }

  private interface Patience {
    boolean lasts();
  }

  private static boolean round(Connection c1, Connection hq, Patience patience) throws Exception {
    long id = IDS.incrementAndGet();
    write(c1, "insert into item(id, site, qty, note) values (?, 'c1', 0, 'honest')", id);
    if (!arrives(hq, "select 1 from item where id = ?", id, patience)) {
      return false;
    }
    write(hq, "update item set qty = 1 where id = ?", id);
    return arrives(c1, "select 1 from item where id = ? and qty = 1", id, patience);
  }

  private static void write(Connection c, String sql, long id) throws SQLException {
    try (PreparedStatement s = c.prepareStatement(sql)) {
      s.setLong(1, id);
      s.executeUpdate();
    }
  }

  private static boolean arrives(Connection c, String sql, long id, Patience patience) throws Exception {
    try (PreparedStatement s = c.prepareStatement(sql)) {
      s.setLong(1, id);
      while (patience.lasts()) {
        try (ResultSet r = s.executeQuery()) {
          if (r.next()) {
            return true;
          }
        }
        TimeUnit.MILLISECONDS.sleep(2);
      }
    }
    return false;
  }

  private void empty(Window window) throws Exception {
    HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(GRACE)).build();
    HttpRequest ask =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + stage.port() + "/bactrian/exchange"))
            .header("Bactrian-Site", "c3").header("Authorization", "Bearer " + stage.token("c3")).header("Bactrian-Applied", "0")
            .header("Bactrian-Captured", "c3/0").header("Bactrian-Wait", "0").header("Content-Type", "application/gzip")
            .timeout(Duration.ofSeconds(GRACE)).POST(HttpRequest.BodyPublishers.noBody()).build();
    while (window.open()) {
      long start = System.nanoTime();
      int status = 0;
      try {
        status = client.send(ask, HttpResponse.BodyHandlers.discarding()).statusCode();
      } catch (java.io.IOException e) {
        Attack.detail("an empty round failed: %s", e);
      }
      window.empty.add(status == 204 || status == 200 ? (System.nanoTime() - start) / 1e6 : Double.POSITIVE_INFINITY);
      TimeUnit.MILLISECONDS.sleep(status == 204 ? 25 : 500);
    }
  }

  private void use(Window window) throws InterruptedException {
    while (window.open()) {
      Site.Use now = stage.hub.use();
      Site.Use before = window.peak;
      window.peak = new Site.Use(Math.max(now.liveHeap(), before.liveHeap()), Math.max(now.resident(), before.resident()), Math.max(now.threads(), before.threads()), Math.max(now.files(), before.files()));
      for (int i = 0; i < 30 && window.open(); i++) {
        TimeUnit.MILLISECONDS.sleep(100);
      }
    }
  }
}
