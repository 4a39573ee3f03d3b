import java.sql.Connection;
import java.util.Locale;

/** Transactions of large rows, each way: whether the sites' small heaps suffice, and how long it takes. */
final class Large {
  private static final int ROWS = Bench.integer("LARGE", 700), MIB = Bench.integer("MIB", 1);

  private Large() {}

  static void run(String label) throws Exception {
    one(label + ": hub → spoke", 40_000_000, Bench.hq, Bench.store);
    one(label + ": spoke → hub", 50_000_000, Bench.store, Bench.hq);
    change(label + ": hub → spoke, changed", 40_000_000, Bench.hq, Bench.store);
    change(label + ": spoke → hub, changed", 50_000_000, Bench.store, Bench.hq);
  }

  /** Texts that do not compress, so that nothing of their size is hidden. */
  private static void one(String name, long from, Connection source, Connection target) throws Exception {
    String text = "(select string_agg(md5(random()::text || g || i), '') from generate_series(1, " + MIB * 32768 + ") i)";
    move(name, "insert into item (id, note) select g, " + text + " from generate_series(" + from + ", " + (from + ROWS - 1) + ") g", from, source, target);
  }

  private static void change(String name, long from, Connection source, Connection target) throws Exception {
    move(name, "update item set note = reverse(note) where id between " + from + " and " + (from + ROWS - 1), from, source, target);
  }

  private static void move(String name, String sql, long from, Connection source, Connection target) throws Exception {
    String sum = "select coalesce(sum(hashtext(note)::bigint), 0) from item where id between " + from + " and " + (from + ROWS - 1);
    Bench.run(source, sql);
    long committed = System.nanoTime(), expected = Bench.count(source, sum);
    Bench.await(() -> { Thread.sleep(500); return Bench.count(target, sum) == expected; }, 900);
    Bench.record(name + ", " + ROWS + " rows of " + MIB + " MiB", "s", Bench.seconds(committed));
    System.out.printf(Locale.ROOT, "  peak resident: hub %.0f MiB, spoke %.0f MiB%n", Bench.peak(Bench.hub.pid()), Bench.peak(Bench.spoke.pid()));
  }
}
