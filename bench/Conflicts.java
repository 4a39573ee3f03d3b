import java.sql.Connection;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Rows that were changed on both sides while they had no contact: how long until both have the same, and what it
 * costs either, once in a single transaction on each side and once in transactions of ten rows.
 */
final class Conflicts {
  private static final int ROWS = Bench.integer("ROWS", 10_000), FROM = 40_000_000;
  private static final Pattern DECIDED = Pattern.compile("conflicts \\{hub=(\\d+)");

  private Conflicts() {}

  static void run(String label) throws Exception {
    for (Connection c : List.of(Bench.hq, Bench.store)) Bench.run(c, "create extension if not exists pg_stat_statements");
    System.out.printf(Locale.ROOT, "%,d rows changed on both sides, %s, %s%n%-44s %10s %10s %14s %16s%n", ROWS, label, Bench.JVM, "", "s", "CPU s", "SQL/1000 rows", "store/1000 rows");
    Bench.run(Bench.hq, Bench.insert(FROM, ROWS, "new"));
    Bench.await(() -> { Thread.sleep(100); return Bench.count(Bench.store, rows("")) == ROWS; }, 900);
    one(label, "one transaction on each side", "");
    one(label, "transactions of 10 rows", "commit;");
  }

  private static String rows(String condition) { return "select count(*) from item where id between " + FROM + " and " + (FROM + ROWS - 1) + condition; }

  private static String change(String note, String commit) {
    return ("do $$ begin for t in 0 .. %d loop update item set note = '%s' where id between %d + t * 10 and %d + t * 10 + 9; %s end loop; end $$")
        .formatted(ROWS / 10 - 1, note, FROM, FROM, commit);
  }

  private static void one(String folder, String name, String commit) throws Exception {
    Bench.end(Bench.spoke);
    String hubs = "hub, " + name, spokes = "spoke, " + name;
    Bench.run(Bench.hq, change(hubs, commit));
    Bench.run(Bench.store, change(spokes, commit));
    Bench.await(() -> { Thread.sleep(100); return Bench.count(Bench.hq, "select count(*) from bactrian_change") == 0; }, 900);
    int logged = Bench.log("hq").length();
    Bench.spoke = Bench.bactrian(folder.replace(' ', '-'), "store", "run");
    Smoke.Site hub = new Smoke.Site("hq", Bench.hq, Bench.hub.pid()), spoke = new Smoke.Site("store", Bench.store, Bench.spoke.pid());
    Smoke.Count atHub = Smoke.Count.of(hub), atSpoke = Smoke.Count.of(spoke);
    long begun = System.nanoTime();
    Bench.await(() -> { Thread.sleep(100); return decided(logged) == ROWS && Bench.count(Bench.store, rows(" and note = '" + hubs + "'")) == ROWS; }, 1800);
    System.out.printf(Locale.ROOT, "%-44s %10.1f  from the start of the spoke's process%n", name, Bench.seconds(begun));
    if (Bench.count(Bench.hq, rows(" and note = '" + hubs + "'")) != ROWS) throw new IllegalStateException("the hub's rows did not stand");
    line("  hub: judge, answer", atHub, Smoke.Count.of(hub));
    line("  spoke: build, take the answers", atSpoke, Smoke.Count.of(spoke));
  }

  private static long decided(int logged) throws Exception {
    Matcher line = DECIDED.matcher(Bench.log("hq").substring(logged));
    long decided = 0;
    while (line.find()) decided += Long.parseLong(line.group(1));
    return decided;
  }

  private static void line(String name, Smoke.Count before, Smoke.Count after) {
    System.out.printf(Locale.ROOT, "%-44s %10s %10.1f %14.1f %16.1f%n", name, "", after.cpu() - before.cpu(),
        (after.statements() - before.statements()) * 1000.0 / ROWS, (after.commands() - before.commands()) * 1000.0 / ROWS);
  }
}
