import java.sql.Connection;
import java.util.Locale;

/** Transactions of large rows, each way: whether the sites' small heaps suffice, and how long it takes. */
final class Large {
  private static final int ROWS = Bench.integer("LARGE", 700), KIB = Bench.integer("KIB", 1024);
  /** MiB of one binary value; 0 for texts instead. */
  private static final int BYTEA = Bench.integer("BYTEA", 0);

  /** What is done to texts; without "inserted", the rows are there at both sites before they are installed. */
  private static final java.util.List<String> STEPS = java.util.List.of(Bench.env("STEPS", "inserted,changed,deleted").split(","));

  private static final long HUBS = 40_000_000, SPOKES = 50_000_000;

  private Large() {}

  static void prepare() {
    String there = STEPS.contains("inserted") || BYTEA > 0 ? "" : "; insert into page select g, md5(g::text) || repeat('x', " + (KIB << 10) + ") from generate_series(0, " + (ROWS - 1) + ") n,"
        + " lateral (values (" + HUBS + " + n), (" + SPOKES + " + n)) rows(g)";
    if (BYTEA == 0) Bench.MORE_TABLES.put("page", "create table page(id bigint primary key, note text)" + there);
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
    for (String step : STEPS) {
      texts(label + ": hub → spoke, " + step, step, HUBS, Bench.hq, Bench.store);
      texts(label + ": spoke → hub, " + step, step, SPOKES, Bench.store, Bench.hq);
    }
  }

  private static void texts(String name, String step, long from, Connection source, Connection target) throws Exception {
    String rows = " where id between " + from + " and " + (from + ROWS - 1);
    switch (step) {
      case "inserted" -> insert(name, from, source, target);
      case "changed" -> move(name, "update page set note = md5(note) || substr(note, 33)" + rows, from, source, target);
      case "deleted" -> move(name, "delete from page" + rows, from, source, target);
      default -> throw new IllegalArgumentException(step);
    }
  }

  /** Texts that do not compress, so that nothing of their size is hidden. */
  private static void insert(String name, long from, Connection source, Connection target) throws Exception {
    StringBuilder text = new StringBuilder();
    java.util.Random random = new java.util.Random(from);
    while (text.length() < KIB << 10) text.append(Long.toString(random.nextLong(), 36));
    Bench.run(source, "create temporary table one as select '" + text + "'::text as body");
    move(name, "insert into page select g, md5(g::text) || body from one, generate_series(" + from + ", " + (from + ROWS - 1) + ") g", from, source, target);
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

  private static void move(String name, String sql, long from, Connection source, Connection target) throws Exception {
    String rows = " from page where id between " + from + " and " + (from + ROWS - 1);
    // one transaction: the last row shows when all do
    String quick = "select coalesce(sum(hashtext(substr(note, 1, 32))::bigint), 0) from page where id = " + (from + ROWS - 1);
    String whole = "select coalesce(sum(hashtext(note)::bigint), 0)" + rows;
    Bench.run(source, sql);
    long committed = System.nanoTime(), expected = Bench.count(source, quick);
    Bench.await(() -> { Thread.sleep(500); return Bench.count(target, quick) == expected; }, 1800);
    Bench.record(name + ", " + ROWS + " rows of " + KIB + " KiB", "s", Bench.seconds(committed));
    if (Bench.count(source, whole) != Bench.count(target, whole)) throw new IllegalStateException("rows differ");
    System.out.printf(Locale.ROOT, "  peak resident: hub %.0f MiB, spoke %.0f MiB%n", Bench.peak(Bench.hub.pid()), Bench.peak(Bench.spoke.pid()));
  }
}
