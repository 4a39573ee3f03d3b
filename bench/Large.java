import java.sql.Connection;
import java.util.Locale;

/** Transactions of large rows, each way: whether the sites' small heaps suffice, and how long it takes. */
final class Large {
  private static final int ROWS = Bench.integer("LARGE", 700), KIB = Bench.integer("KIB", 1024);
  /** MiB of one binary value; 0 for texts instead. */
  private static final int BYTEA = Bench.integer("BYTEA", 0);

  private Large() {}

  static void prepare() {
    if (BYTEA > 0) Bench.MORE_TABLES.put("blob", "create table blob(id bigint primary key, note text, body bytea)");
  }

  /** What the sites take beyond the default, where a value needs it. */
  static String settings() {
    return BYTEA > 47 ? "changeset.max-value = 900000000\n" : "";
  }

  static void run(String label) throws Exception {
    if (BYTEA > 0) {
      for (String step : java.util.List.of("inserted", "beside it", "changed")) {
        binary(label + ": hub → spoke", step, 1, Bench.hq, Bench.store);
        binary(label + ": spoke → hub", step, 2, Bench.store, Bench.hq);
      }
      return;
    }
    one(label + ": hub → spoke", 40_000_000, Bench.hq, Bench.store);
    one(label + ": spoke → hub", 50_000_000, Bench.store, Bench.hq);
    change(label + ": hub → spoke, changed", 40_000_000, Bench.hq, Bench.store);
    change(label + ": spoke → hub, changed", 50_000_000, Bench.store, Bench.hq);
  }

  /** Texts that do not compress, so that nothing of their size is hidden. */
  private static void one(String name, long from, Connection source, Connection target) throws Exception {
    StringBuilder text = new StringBuilder();
    java.util.Random random = new java.util.Random(from);
    while (text.length() < KIB << 10) text.append(Long.toString(random.nextLong(), 36));
    Bench.run(source, "create temporary table one as select '" + text + "'::text as body");
    move(name, "insert into item (id, note) select g, md5(g::text) || body from one, generate_series(" + from + ", " + (from + ROWS - 1) + ") g", from, source, target);
    Bench.run(source, "drop table one");
  }

  /** One value that does not compress: inserted, beside another column changed, then changed itself. */
  private static void binary(String name, String step, int id, Connection source, Connection target) throws Exception {
    String bytes = "(select string_agg(sha256((g || '%s')::bytea), ''::bytea order by g) from generate_series(1, " + (BYTEA << 15) + ") g)";
    String sql = switch (step) {
      case "inserted" -> "insert into blob select " + id + ", 'first', " + bytes.formatted("one");
      case "beside it" -> "update blob set note = 'second' where id = " + id;
      default -> "update blob set note = 'third', body = " + bytes.formatted("two") + " where id = " + id;
    };
    same(name + ", " + step, sql, id, source, target);
  }

  private static void same(String name, String sql, int id, Connection source, Connection target) throws Exception {
    Bench.run(source, sql);
    long committed = System.nanoTime();
    String quick = "select coalesce((select hashtext(note) from blob where id = " + id + "), 0)";
    long expected = Bench.count(source, quick);
    Bench.await(() -> { Thread.sleep(200); return Bench.count(target, quick) == expected; }, 600);
    Bench.record(name + ", " + BYTEA + " MiB of bytea", "s", Bench.seconds(committed));
    String whole = "select ('x' || substr(md5(body), 1, 15))::bit(60)::bigint from blob where id = " + id;
    if (Bench.count(source, whole) != Bench.count(target, whole)) throw new IllegalStateException("values differ");
    System.out.printf(Locale.ROOT, "  peak resident: hub %.0f MiB, spoke %.0f MiB%n", Bench.peak(Bench.hub.pid()), Bench.peak(Bench.spoke.pid()));
  }

  private static void change(String name, long from, Connection source, Connection target) throws Exception {
    move(name, "update item set note = md5(note) || substr(note, 33) where id between " + from + " and " + (from + ROWS - 1), from, source, target);
  }

  private static void move(String name, String sql, long from, Connection source, Connection target) throws Exception {
    String rows = " from item where id between " + from + " and " + (from + ROWS - 1);
    String quick = "select coalesce(sum(hashtext(substr(note, 1, 32))::bigint), 0)" + rows;
    String whole = "select coalesce(sum(hashtext(note)::bigint), 0)" + rows;
    Bench.run(source, sql);
    long committed = System.nanoTime(), expected = Bench.count(source, quick);
    Bench.await(() -> { Thread.sleep(500); return Bench.count(target, quick) == expected; }, 1800);
    Bench.record(name + ", " + ROWS + " rows of " + KIB + " KiB", "s", Bench.seconds(committed));
    if (Bench.count(source, whole) != Bench.count(target, whole)) throw new IllegalStateException("rows differ");
    System.out.printf(Locale.ROOT, "  peak resident: hub %.0f MiB, spoke %.0f MiB%n", Bench.peak(Bench.hub.pid()), Bench.peak(Bench.spoke.pid()));
  }
}
