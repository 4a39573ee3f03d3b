import java.sql.Connection;
import java.util.List;
import java.util.Locale;

/** What it costs when the spoke and the hub have changed the same rows, each another way: the hub decides all of them. */
final class Conflicts {
  private static final int CONFLICTS = Bench.integer("CONFLICTS", 10_000);
  private static final long FROM = 400_000_000;
  private static final String SUM = "select coalesce(sum(qty), 0) from item where id >= " + FROM;

  private Conflicts() {}

  /** Before the sites start: their log tells each command to the store. */
  static void prepare() throws Exception {
    Smoke.prepare();
  }

  static void run(String label) throws Exception {
    for (Connection c : List.of(Bench.hq, Bench.store)) Bench.run(c, "create extension if not exists pg_stat_statements");
    Bench.run(Bench.hq, Bench.insert(FROM, CONFLICTS, "shared"));
    agree();
    Bench.end(Bench.spoke);
    Bench.run(Bench.hq, "update item set qty = 1000 where id >= " + FROM);
    Bench.run(Bench.store, "update item set qty = 2000 where id >= " + FROM);
    Bench.spoke = Bench.bactrian(label.replace(' ', '-'), "store", "run");
    System.out.printf("%d conflicts, %s, %s%n%-58s %11s %12s %10s %12s %12s%n", CONFLICTS, label, Bench.JVM, "", "", "statements", "errors", "server CPU s", "hub CPU s");
    Crowds.Count before = Crowds.Count.now();
    long hub = commands("hq"), spoke = commands("store");
    agree();
    before.print("from the spoke's start until both agree");
    System.out.printf(Locale.ROOT, "store commands: hub %d, spoke %d%n", commands("hq") - hub, commands("store") - spoke);
  }

  private static void agree() throws Exception {
    Bench.await(() -> { Thread.sleep(100); return Bench.count(Bench.store, SUM) == Bench.count(Bench.hq, SUM) && Bench.count(Bench.hq, "select count(*) from bactrian_change") == 0; }, 1800);
  }

  private static long commands(String site) throws Exception {
    return Bench.log(site).lines().filter(line -> line.startsWith("Command \"") && line.contains(" started on ")).count();
  }
}
