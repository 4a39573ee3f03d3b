package kill;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Measures how long it takes from the restart of a process until a change that was committed at one
 * site after it is at another. Other faults meanwhile count as well. Thread-safe.
 */
final class Recoveries {
  private final Map<String, String> urls;
  private final Map<String, Writer> writers;
  private final List<Double> seconds = new ArrayList<>();
  private final List<Thread> open = new ArrayList<>();

  Recoveries(Map<String, String> urls, Map<String, Writer> writers) {
    this.urls = urls;
    this.writers = writers;
  }

  /** The process was just killed; what comes through at the site says when all is well again. */
  synchronized void measure(Managed process, String site) {
    int starts = process.starts();
    Thread thread = new Thread(() -> await(process, starts, site), "recovery of " + process.name());
    thread.setDaemon(true);
    open.removeIf(t -> !t.isAlive());
    open.add(thread);
    thread.start();
  }

  private void await(Managed process, int starts, String site) {
    try {
      while (process.starts() == starts) {
        TimeUnit.MILLISECONDS.sleep(20);
      }
      long begun = process.started();
      String from = site.equals("hq") ? "c1" : "hq";
      while (process.starts() == starts + 1) { // killed again: then that one is measured
        int n = writers.get(from).ledger().firstSince(begun);
        if (n >= 0 && arrived(site, from + "-" + n, process, starts + 1)) {
          done(process, (System.nanoTime() - begun) / 1e9);
          return;
        }
        TimeUnit.MILLISECONDS.sleep(200);
      }
    } catch (InterruptedException e) {
      Kill.detail("a recovery is no longer measured");
    }
  }

  /** Looks as long as the connection holds. */
  private boolean arrived(String site, String id, Managed process, int starts) throws InterruptedException {
    String sql = site.equals("hq") ? "select 1 from entry where id = ?" : "select 1 from posting where code = ?";
    try (Connection c = Servers.connect(urls.get(site)); PreparedStatement look = c.prepareStatement(sql)) {
      look.setString(1, id);
      while (process.starts() == starts) {
        try (ResultSet r = look.executeQuery()) {
          if (r.next()) {
            return true;
          }
        }
        TimeUnit.MILLISECONDS.sleep(100);
      }
    } catch (SQLException down) {
      Kill.detail("recovery at %s: %s", site, down.getMessage());
    }
    return false;
  }

  private synchronized void done(Managed process, double time) {
    seconds.add(time);
    Kill.say("  %s works again %.1f s after its restart", process.name(), time);
  }

  /** How many are under way. */
  synchronized int open() {
    open.removeIf(t -> !t.isAlive());
    return open.size();
  }

  /** Waits for those under way. */
  void finish(int atMost) throws InterruptedException {
    long end = System.nanoTime() + atMost * 1_000_000_000L;
    List<Thread> all;
    synchronized (this) {
      all = List.copyOf(open);
    }
    for (Thread thread : all) {
      thread.join(Math.max(1, (end - System.nanoTime()) / 1_000_000));
    }
  }

  /** Sorted, in seconds. */
  synchronized List<Double> seconds() {
    List<Double> sorted = new ArrayList<>(seconds);
    Collections.sort(sorted);
    return sorted;
  }
}
