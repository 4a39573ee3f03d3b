import java.sql.Connection;
import java.util.Locale;

/**
 * A spoke whose first contact comes when the hub's log has many entries for it, and that has rows of its own by then:
 * how long until both have the same, and what it costs the spoke's database, for each way to start.
 */
final class Late {
  private static final int QUEUED = Bench.integer("QUEUED", 30_000), ITEMS = 5_000;
  private static final String SUM = "select coalesce(sum(hashtext(id || ' ' || sku || ' ' || coalesce(note, ''))::bigint), 0) from item";
  private static final String STATEMENTS =
      "select coalesce(sum(calls), 0) from pg_stat_statements s join pg_database d on d.oid = s.dbid where d.datname = current_database()"
          + " and query not like '%pg_stat_statements%' and query not like '%hashtext%'";

  private Late() {}

  static void run(String label, String changelog, String name) throws Exception {
    System.out.printf(Locale.ROOT, "a late spoke, %d entries of %d rows in the hub's log, %s, %s%n", QUEUED, ITEMS, label, Bench.JVM);
    for (String start : new String[] {"log", "load"}) {
      Bench.make(changelog, name + "-" + start, "partner.store.start = " + start + "\n");
      one(name + "-" + start, start);
      Bench.stop();
    }
  }

  private static void one(String name, String start) throws Exception {
    Connection hq = Bench.hq, store = Bench.store;
    for (Connection c : new Connection[] {hq, store}) Bench.run(c, "create extension if not exists pg_stat_statements");
    Bench.hub = Bench.bactrian(name, "hq", "run");
    Bench.run(hq, Bench.insert(1, ITEMS, "new"));
    for (int i = 1; i < QUEUED / ITEMS; i++) Bench.run(hq, "update item set note = 'version " + i + "'");
    Bench.run(store, Bench.insert(1, ITEMS, "old"), "delete from bactrian_change"); // as if from before the triggers
    Bench.await(() -> { Thread.sleep(200); return Bench.count(hq, "select count(*) from bactrian_change") == 0; }, 600);
    long statements = Bench.count(store, STATEMENTS), begun = System.nanoTime();
    Bench.spoke = Bench.bactrian(name, "store", "run");
    long expected = Bench.count(hq, SUM);
    Bench.await(() -> { Thread.sleep(100); return Bench.count(store, SUM) == expected; }, 1800);
    System.out.printf(Locale.ROOT, "  start = %-5s %8.1f s %8d statements at the spoke, %.1f s of CPU for its process, %.1f s for the hub's%n", start, Bench.seconds(begun),
        Bench.count(store, STATEMENTS) - statements, Bench.cpu(Bench.spoke.pid()), Bench.cpu(Bench.hub.pid()));
  }
}
