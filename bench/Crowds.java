import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What rows that the hub's database refuses cost it: statements, errors in its log, processor time, and how long
 * its own users wait while such rows are applied. At the hub a child needs its parent and a text is unique, at the
 * spoke neither is so.
 */
final class Crowds {
  private static final int ORPHANS = Bench.integer("ORPHANS", 1_001), TAKEN = Bench.integer("TAKEN", 170);
  private static final int BESIDE = Bench.integer("BESIDE", 100_000), WATCHED = Bench.integer("WATCHED", 60), SINGLES = Bench.integer("SINGLES", 20);
  private static final String PARKED = "select count(*) from bactrian_wait where kind = 'PARKED'";
  private static final String STATEMENTS =
      "select coalesce(sum(calls), 0) from pg_stat_statements s join pg_database d on d.oid = s.dbid where d.datname = current_database()"
          + " and query not like '%pg_stat_statements%' and query not like '%from bactrian_wait where kind%' and query not like 'select number from bactrian_change%'";

  private Crowds() {}

  private record Count(long statements, long errors, double server, double process, long at) {
    static Count now() throws Exception {
      return new Count(Bench.count(Bench.hq, STATEMENTS), Crowds.logged(), Bench.postgresCpu(), Bench.cpu(Bench.hub.pid()), System.nanoTime());
    }

    void print(String name) throws Exception {
      Count now = now();
      System.out.printf(Locale.ROOT, "%-58s %9.1f s %12d %10d %12.1f %12.1f%n", name, (now.at - at) / 1e9, now.statements - statements, now.errors - errors, now.server - server, now.process - process);
    }
  }

  static void prepare() throws Exception {
    Bench.MORE_TABLES.put("part", "create table part(id bigint primary key, item bigint, body text)");
  }

  static void run(String label) throws Exception {
    for (Connection c : List.of(Bench.hq, Bench.store)) Bench.run(c, "create extension if not exists pg_stat_statements");
    Bench.run(Bench.hq, "create unique index on item (sku)", "alter table part add foreign key (item) references item");
    System.out.printf("crowds of refused rows, %s, %s%n%-58s %11s %12s %10s %12s %12s%n", label, Bench.JVM, "", "", "statements", "errors", "server CPU s", "hub CPU s");
    Count before = Count.now();
    Bench.run(Bench.store, "insert into part select g, g + 70000000, 'orphan' from generate_series(1, " + ORPHANS + ") g");
    parked(ORPHANS);
    before.print(ORPHANS + " orphans in one changeset, all parked after");
    watch(ORPHANS + " parked orphans");
    before = Count.now();
    Bench.run(Bench.hq, "insert into item (id, sku) select g + 70000000, 'parent-' || g from generate_series(1, " + ORPHANS + ") g");
    parked(0);
    before.print("their parents appear, all written after");
    soon();
    before = Count.now();
    Bench.run(Bench.store, "insert into item (id, sku) select g + 80000000, 'sku-' || g from generate_series(1, " + TAKEN + ") g");
    parked(TAKEN);
    before.print(TAKEN + " rows with a unique value that is taken, all parked after");
    watch(TAKEN + " parked rows");
    users();
  }

  private static void parked(long rows) throws Exception {
    Bench.await(() -> { Thread.sleep(50); return Bench.count(Bench.hq, PARKED) == rows; }, 900);
  }

  private static void watch(String what) throws Exception {
    Count before = Count.now();
    TimeUnit.SECONDS.sleep(WATCHED);
    before.print(what + ", left alone");
  }

  /** How soon a single orphan goes in, one after another, from the commit of its parent. */
  private static void soon() throws Exception {
    List<Double> millis = new ArrayList<>();
    for (int i = 1; i <= SINGLES; i++) {
      int id = 60_000_000 + i;
      Bench.run(Bench.store, "insert into part values (" + id + ", " + id + ", 'orphan')");
      parked(1);
      Bench.run(Bench.hq, "insert into item (id, sku) values (" + id + ", 'single-" + i + "')");
      long begun = System.nanoTime();
      Bench.await(() -> Bench.count(Bench.hq, "select count(*) from part where id = " + id) == 1, 900);
      millis.add(Bench.seconds(begun) * 1_000);
      parked(0);
    }
    print("from a parent's commit until its orphan is in", millis);
  }

  /** A user of the hub changes rows, alone and while the spoke's changes of the same table are applied. */
  private static void users() throws Exception {
    List<Double> alone = new ArrayList<>(), beside = new ArrayList<>();
    AtomicBoolean ends = new AtomicBoolean();
    Thread user = user(alone, ends);
    TimeUnit.SECONDS.sleep(15);
    ends.set(true);
    user.join();
    long taken = Bench.count(Bench.hq, PARKED) + BESIDE / 100;
    Count before = Count.now();
    ends.set(false);
    user = user(beside, ends);
    Bench.run(Bench.store, "insert into item (id, sku, qty) select g + 90000000, case when g % 100 = 0 then 'sku-' || (1000 + g / 100) else 'new-' || g end, 1 from generate_series(1, " + BESIDE + ") g",
        "update item set qty = coalesce(qty, 0) + 1 where id <= 5000");
    Bench.await(() -> { Thread.sleep(200); return Bench.count(Bench.hq, "select count(*) from item where id > 90000000") == BESIDE - BESIDE / 100 && Bench.count(Bench.hq, PARKED) == taken; }, 1800);
    ends.set(true);
    user.join();
    before.print(BESIDE + " rows, " + BESIDE / 100 + " of them refused, beside a user");
    print("a user's transaction alone", alone);
    print("a user's transaction beside them", beside);
  }

  private static Thread user(List<Double> millis, AtomicBoolean ends) {
    Thread user = new Thread(() -> {
      try (Connection c = DriverManager.getConnection(Bench.hq.getMetaData().getURL(), "postgres", "")) {
        while (!ends.get()) {
          long begin = System.nanoTime();
          Bench.run(c, "update item set note = 'seen' where id = " + ThreadLocalRandom.current().nextInt(1, 5000));
          millis.add((System.nanoTime() - begin) / 1e6);
          TimeUnit.MILLISECONDS.sleep(5);
        }
      } catch (Exception failed) {
        throw new IllegalStateException(failed);
      }
    });
    user.start();
    return user;
  }

  private static void print(String name, List<Double> millis) {
    Collections.sort(millis);
    System.out.printf(Locale.ROOT, "%-58s p50 %.1f ms, p99 %.1f ms, longest %.1f ms, %d times%n", name, millis.get(millis.size() / 2), millis.get((int) (millis.size() * .99)), millis.get(millis.size() - 1), millis.size());
  }

  /** Errors in the log of the server so far. */
  private static long logged() throws IOException {
    long errors = 0;
    try (DirectoryStream<Path> logs = Files.newDirectoryStream(Bench.work.resolve("server-log"))) {
      for (Path log : logs) errors += Files.readString(log, java.nio.charset.StandardCharsets.ISO_8859_1).lines().filter(line -> line.contains("ERROR:")).count();
    }
    return errors;
  }
}
