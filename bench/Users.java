import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long users of the hub wait while a spoke's backlog is applied to the table in which they work: once in source
 * transactions of ten rows, once in a single one. One row in a hundred is refused (its unique value is taken), one in
 * ten changes a row that users change. Each user also writes to a table of no concern to Bactrian: what takes longer
 * there is the machine's doing, the rest is locks.
 */
final class Users {
  private static final int BACKLOG = Bench.integer("BACKLOG", 100_000), CLIENTS = Bench.integer("CLIENTS", 4);
  private static final int ALONE = Bench.integer("ALONE", 20), THEIRS = 5_000;
  private static final String PARKED = "select count(*) from bactrian_wait where kind = 'PARKED'";

  /** Milliseconds for which a session of ours is in a transaction that has locked rows of the table. */
  private static final String OLDEST =
      "select coalesce(max(extract(epoch from clock_timestamp() - a.xact_start)), 0) * 1000 from pg_stat_activity a"
          + " where a.application_name <> 'user' and exists (select from pg_locks l where l.pid = a.pid and l.granted"
          + " and l.relation = 'item'::regclass and l.mode in ('RowShareLock', 'RowExclusiveLock'))";

  private final List<Double> shared = Collections.synchronizedList(new ArrayList<>()), apart = Collections.synchronizedList(new ArrayList<>());
  private final AtomicBoolean ends = new AtomicBoolean();
  private final List<Thread> threads = new ArrayList<>();
  private volatile double oldest;

  private Users() {}

  static void run(String label) throws Exception {
    Bench.run(Bench.hq, "create unique index on item (sku)", "create table apart as select g as id, '' as note from generate_series(1, " + THEIRS + ") g", "create unique index on apart (id)");
    System.out.printf("%d users beside a backlog of %d rows, %d of them refused, %s, %s%n", CLIENTS, BACKLOG, BACKLOG / 100, label, Bench.JVM);
    measure(label.replace(' ', '-'), "transactions of 10 rows", 200_000_000, "commit;");
    measure(label.replace(' ', '-'), "one transaction", 300_000_000, "");
  }

  private static void measure(String folder, String variant, long from, String commit) throws Exception {
    Bench.end(Bench.spoke);
    Bench.run(Bench.store, "set synchronous_commit = off", backlog(from, commit));
    Users alone = begin();
    TimeUnit.SECONDS.sleep(ALONE);
    alone.end();
    long parked = Bench.count(Bench.hq, PARKED) + BACKLOG / 100, last = from + BACKLOG - 1;
    Bench.spoke = Bench.bactrian(folder, "store", "run");
    Bench.await(() -> oldest(Bench.hq) > 0, 600);
    int logged = Bench.log("hq").length();
    long begun = System.nanoTime();
    Users beside = begin();
    Bench.await(() -> { TimeUnit.MILLISECONDS.sleep(250); return Bench.count(Bench.hq, PARKED) == parked && Bench.count(Bench.hq, "select count(*) from item where id = " + last) == 1; }, 3600);
    double took = Bench.seconds(begun);
    beside.end();
    System.out.printf(Locale.ROOT, "%s: applied in %.1f s, longest transaction with row locks %.0f ms%n", variant, took, beside.oldest);
    printChangesets(Bench.log("hq").substring(logged));
    print("in the same table", alone.shared, beside.shared);
    print("in another table", alone.apart, beside.apart);
  }

  private static void printChangesets(String log) {
    long changesets = 0, waited = 0, longest = 0;
    Matcher line = Pattern.compile("applied: (\\d+) changes, (.*) in (\\d+) ms").matcher(log);
    while (line.find()) {
      changesets++;
      if (line.group(2).contains("kept others waiting")) waited++;
      longest = Math.max(longest, Long.parseLong(line.group(3)));
    }
    System.out.printf("  %d changesets, %d of which kept others waiting, longest %d ms%n", changesets, waited, longest);
  }

  /** The last row of each ten is a new one that is not refused, so that it shows when all are there. */
  private static String backlog(long from, String commit) {
    return ("do $$ begin for t in 0 .. %2$d loop"
            + " insert into item (id, sku, qty) select %1$d + t * 10 + k, case when t %% 10 = 0 and k = 1 then 'sku-' || (1 + t / 10 %% 5000) else 'new-' || (%1$d + t * 10 + k) end, 1 from generate_series(1, 9) k;"
            + " update item set qty = coalesce(qty, 0) + 1 where id = 1 + t %% %3$d; %4$s end loop; end $$")
        .formatted(from, BACKLOG / 10 - 1, THEIRS, commit);
  }

  private static Users begin() {
    Users users = new Users();
    for (int i = 0; i < CLIENTS; i++) users.thread(c -> {
      int id = ThreadLocalRandom.current().nextInt(1, THEIRS);
      users.shared.add(millis(c, "update item set note = 'seen " + System.nanoTime() + "' where id = " + id));
      users.apart.add(millis(c, "update apart set note = 'seen " + System.nanoTime() + "' where id = " + id));
      TimeUnit.MILLISECONDS.sleep(10);
    });
    users.thread(c -> { users.oldest = Math.max(users.oldest, oldest(c)); TimeUnit.MILLISECONDS.sleep(20); });
    return users;
  }

  private void end() throws InterruptedException {
    ends.set(true);
    for (Thread thread : threads) thread.join();
  }

  private interface Work { void run(Connection c) throws Exception; }

  private void thread(Work work) {
    Properties login = new Properties();
    login.setProperty("user", "postgres");
    login.setProperty("ApplicationName", "user");
    Thread thread = new Thread(() -> {
      try (Connection c = DriverManager.getConnection(Bench.hq.getMetaData().getURL(), login)) {
        while (!ends.get()) work.run(c);
      } catch (Exception failed) {
        throw new IllegalStateException(failed);
      }
    });
    threads.add(thread);
    thread.start();
  }

  private static double millis(Connection c, String sql) throws SQLException {
    long begin = System.nanoTime();
    Bench.run(c, sql);
    return (System.nanoTime() - begin) / 1e6;
  }

  private static double oldest(Connection c) throws SQLException {
    try (Statement s = c.createStatement(); ResultSet r = s.executeQuery(OLDEST)) { r.next(); return r.getDouble(1); }
  }

  private static void print(String where, List<Double> alone, List<Double> beside) {
    Collections.sort(alone); Collections.sort(beside);
    System.out.printf(Locale.ROOT, "  %-18s %10s %10s %7s%n", where, "alone", "beside", "ratio");
    for (double part : new double[] {.5, .99, 1}) {
      double a = alone.get((int) Math.min(alone.size() - 1, alone.size() * part)), b = beside.get((int) Math.min(beside.size() - 1, beside.size() * part));
      System.out.printf(Locale.ROOT, "  %18s %7.1f ms %7.1f ms %6.1fx%n", part == 1 ? "longest" : "p" + Math.round(part * 100), a, b, b / a);
    }
    System.out.printf("  %18s %10d %10d%n", "times", alone.size(), beside.size());
  }
}
