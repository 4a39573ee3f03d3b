import io.bactrian.wire.FreePort;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The driver of bench/run.sh: makes two sites, starts them as a user would, measures, cleans up. */
public class Bench {
  static final int ROWS = integer("ROWS", 100_000), REPS = integer("REPS", 3), SAMPLES = integer("SAMPLES", 200);
  static final String JVM = env("JAVA_OPTS_BENCH", "-Xmx256m");
  /** More options for the processes of the sites. */
  static final List<String> SITE_OPTIONS = new ArrayList<>();
  /** Further tracked tables, with the statement that creates each. */
  static final Map<String, String> MORE_TABLES = new LinkedHashMap<>();
  static final Map<String, List<Double>> RESULTS = new LinkedHashMap<>();
  static final String DDL =
      "create table item(id bigint primary key, sku varchar(40), name varchar(120), price numeric(12,2),"
          + " qty int, note text, updated_at timestamp)";

  static Path work;
  static EmbeddedPostgres postgres;
  static Connection hq, store;
  static Process hub, spoke, mongod;

  public static void main(String[] args) throws Exception {
    ((ch.qos.logback.classic.Logger) org.slf4j.LoggerFactory.getLogger("ROOT")).setLevel(ch.qos.logback.classic.Level.WARN);
    List<String> phases = Arrays.asList(args[0].split(","));
    work = Files.createTempDirectory("bactrian-bench");
    try {
      var server = EmbeddedPostgres.builder().setServerConfig("shared_buffers", "1GB").setServerConfig("max_wal_size", "8GB")
          .setServerConfig("fsync", "on").setServerConfig("synchronous_commit", "on").setServerConfig("full_page_writes", "on")
          .setServerConfig("max_connections", "100");
      if (phases.contains("crowds")) server.setServerConfig("logging_collector", "on").setServerConfig("log_directory", Files.createDirectories(work.resolve("server-log")).toString());
      if (phases.contains("smoke") || phases.contains("crowds") || phases.contains("late") || phases.contains("conflicts")) server.setServerConfig("shared_preload_libraries", "pg_stat_statements").setServerConfig("pg_stat_statements.track_utility", "on");
      postgres = server.start();
      if (phases.contains("bulk")) copyBeside();
      List<String> stores = new ArrayList<>(List.of("embedded"));
      if (System.getenv("MONGOD") != null) stores.add(startMongod());
      for (String changelog : stores) {
        String label = changelog.equals("embedded") ? "embedded changelog" : "real mongod";
        if (phases.contains("late")) Late.run(label, changelog, label.replace(' ', '-'));
        if (phases.equals(List.of("late"))) continue;
        if (phases.contains("smoke") || phases.contains("conflicts")) Smoke.prepare();
        if (phases.contains("crowds")) Crowds.prepare();
        if (phases.contains("large")) Large.prepare();
        start(changelog, label.replace(' ', '-'));
        if (phases.contains("smoke")) Smoke.run(label);
        if (phases.contains("crowds")) Crowds.run(label);
        if (phases.contains("conflicts")) Conflicts.run(label);
        if (phases.contains("users")) Users.run(label);
        if (phases.contains("large")) Large.run(label);
        if (phases.contains("bulk")) for (int i = 0; i < REPS; i++) bulk(label, i);
        if (phases.contains("latency")) latency(label);
        stop();
      }
      print();
    } finally {
      stop();
      if (mongod != null) mongod.destroy();
      if (postgres != null) postgres.close();
      if (System.getenv("KEEP") != null) System.out.println("kept: " + work);
      else try (Stream<Path> all = Files.walk(work)) { all.sorted(Collections.reverseOrder()).forEach(p -> p.toFile().delete()); }
    }
  }

  // ---- phases

  /** PostgreSQL's own COPY from one database into another: what the disk and the server allow. */
  static void copyBeside() throws Exception {
    try (Connection a = database("copy_a"); Connection b = database("copy_b")) {
      run(a, DDL, insert(1, ROWS, "copy")); run(b, DDL);
      for (int i = 0; i < REPS; i++) {
        run(b, "truncate item");
        long start = System.nanoTime();
        var out = new java.io.PipedOutputStream(); var in = new java.io.PipedInputStream(out, 1 << 20);
        Thread reader = new Thread(() -> { try (out) { a.unwrap(org.postgresql.PGConnection.class).getCopyAPI().copyOut("copy item to stdout", out); } catch (Exception e) { throw new IllegalStateException(e); } });
        reader.start();
        b.unwrap(org.postgresql.PGConnection.class).getCopyAPI().copyIn("copy item from stdin", in);
        reader.join();
        record("PostgreSQL COPY out | COPY in", "rows/s", ROWS / seconds(start));
      }
      for (int i = 0; i < REPS; i++) {
        run(a, "truncate item");
        long start = System.nanoTime();
        run(a, insert(1, ROWS, "plain"));
        record("source transaction without triggers", "rows/s", ROWS / seconds(start));
      }
    }
  }

  static void bulk(String label, int rep) throws Exception {
    long from = 1_000_000L + rep * 10_000_000L, hubLog = log("hq").length(), spokeLog = log("store").length();
    double hubCpu = cpu(hub.pid()), spokeCpu = cpu(spoke.pid()), pgCpu = postgresCpu();
    long begin = System.nanoTime();
    run(hq, insert(from, ROWS, "bulk"));
    long committed = System.nanoTime();
    // one transaction: the last row shows when all do; counting them all the while would take a core
    await(() -> count(store, "select count(*) from item where id = " + (from + ROWS - 1)) == 1, 300);
    double all = seconds(committed);
    if (count(store, "select count(*) from item where id between " + from + " and " + (from + ROWS - 1)) != ROWS) throw new IllegalStateException("not all rows at the spoke");
    record(label + ": commit → all at the spoke", "s", all);
    record(label + ": commit → all at the spoke", "rows/s", ROWS / all);
    record(label + ": stage source transaction with triggers", "rows/s", ROWS / ((committed - begin) / 1e9));
    stage(label, "capture (outbox → changelog)", log("hq").substring((int) hubLog), "captured (\\d+) .*? in (\\d+) ms");
    stage(label, "build (changelog → XML → store)", log("hq").substring((int) hubLog), "#\\d+ built: (\\d+) .*? in (\\d+) ms");
    stage(label, "apply (XML → mapping → database)", log("store").substring((int) spokeLog), "applied: (\\d+) .*? in (\\d+) ms");
    record(label + ": CPU hub process", "µs/row", (cpu(hub.pid()) - hubCpu) * 1e6 / ROWS);
    record(label + ": CPU spoke process", "µs/row", (cpu(spoke.pid()) - spokeCpu) * 1e6 / ROWS);
    record(label + ": CPU PostgreSQL (both databases)", "µs/row", (postgresCpu() - pgCpu) * 1e6 / ROWS);
    record(label + ": hub peak resident", "MiB", peak(hub.pid()));
    record(label + ": spoke peak resident", "MiB", peak(spoke.pid()));
  }

  /** Sums what the site's own log lines say of one stage: rows and milliseconds. */
  static void stage(String label, String name, String log, String pattern) {
    Matcher line = Pattern.compile(pattern).matcher(log);
    long rows = 0, millis = 0;
    while (line.find()) { rows += Long.parseLong(line.group(1)); millis += Long.parseLong(line.group(2)); }
    if (rows > 0) record(label + ": stage " + name, "rows/s", rows * 1000.0 / Math.max(1, millis));
  }

  static void latency(String label) throws Exception {
    latency(label + ": hub → spoke", hq, store, 5_000_000_000L);
    latency(label + ": spoke → hub", store, hq, 6_000_000_000L);
  }

  static void latency(String label, Connection from, Connection to, long id) throws Exception {
    List<Double> millis = new ArrayList<>();
    try (PreparedStatement write = from.prepareStatement("insert into item(id, sku) values (?, 'latency')");
        PreparedStatement look = to.prepareStatement("select 1 from item where id = ?")) {
      for (int i = 0; i < SAMPLES + 20; i++) {
        write.setLong(1, id + i);
        write.executeUpdate();
        long committed = System.nanoTime();
        look.setLong(1, id + i);
        await(() -> { try (ResultSet r = look.executeQuery()) { return r.next(); } }, 60);
        if (i >= 20) millis.add((System.nanoTime() - committed) / 1e6);
        TimeUnit.MILLISECONDS.sleep(17 + (i * 31) % 97);
      }
    }
    Collections.sort(millis);
    record(label + " latency p50", "ms", millis.get(SAMPLES / 2));
    record(label + " latency p99", "ms", millis.get((int) Math.ceil(SAMPLES * .99) - 1));
  }

  // ---- sites

  static void start(String changelog, String name) throws Exception {
    make(changelog, name, "");
    hub = bactrian(name, "hq", "run"); spoke = bactrian(name, "store", "run");
    run(hq, insert(1, 5_000, "warm up")); run(store, insert(500_001, 5_000, "warm up"));
    await(() -> count(store, "select count(*) from item") == 10_000 && count(hq, "select count(*) from item") == 10_000, 600);
    run(hq, insert(1_000, 0, ""));
  }

  /** Makes the two sites, and starts none. */
  static void make(String changelog, String name, String hubSettings) throws Exception {
    hq = database("hq_" + name.replace('-', '_')); store = database("store_" + name.replace('-', '_'));
    run(hq, DDL); run(store, DDL);
    for (String more : MORE_TABLES.values()) { run(hq, more); run(store, more); }
    int port = FreePort.next();
    site(name, "hq", "hub", changelog, hq, "exchange.listen = 127.0.0.1:" + port + "\npartner.store.system = bench\npartner.store.authentication = none\n" + (hubSettings.contains(".start") ? "" : "partner.store.start = log\n") + hubSettings);
    site(name, "store", "spoke", changelog, store, "partner.hq.system = bench\npartner.hq.endpoint = http://127.0.0.1:" + port + "/bactrian/exchange\npartner.hq.authentication = none\n");
    for (String site : List.of("hq", "store")) {
      Process install = bactrian(name, site, "install");
      if (install.waitFor() != 0) throw new IllegalStateException("install failed: " + log(site));
    }
  }

  static void site(String name, String id, String role, String changelog, Connection db, String more) throws Exception {
    Path folder = Files.createDirectories(work.resolve(name).resolve(id));
    Files.createDirectories(folder.resolve("transformers"));
    Files.writeString(folder.resolve("application.properties"),
        "site.id = " + id + "\nsite.role = " + role + "\nsite.system = bench\ndatabase.url = " + db.getMetaData().getURL()
            + "\ndatabase.user = postgres\nchangelog.uri = " + (changelog.equals("embedded") ? changelog : changelog.replace("DB", name.replace('-', '_') + "_" + id)) + "\ncapture.interval = 20 ms\n" + Large.settings() + more);
    StringBuilder tables = new StringBuilder("tables:\n  item:\n    destination: all\n"), mapping = new StringBuilder("version: 1\nfrom: bench\nto: bench\ntables:\n  item:\n    identity: true\n");
    for (String table : MORE_TABLES.keySet()) { tables.append("  " + table + ":\n    destination: all\n"); mapping.append("  " + table + ":\n    identity: true\n"); }
    Files.writeString(folder.resolve("tables.yaml"), tables);
    Files.writeString(folder.resolve("transformers/bench-to-bench.yaml"), mapping);
  }

  static Process bactrian(String name, String site, String command) throws IOException {
    Path log = work.resolve(site + ".log");
    List<String> line = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError"));
    line.addAll(List.of(JVM.split(" +")));
    if (command.equals("run")) line.addAll(SITE_OPTIONS);
    line.addAll(List.of("-cp", "target/classes:target/lib/*", "io.bactrian.cli.Main", command, "--site", work.resolve(name).resolve(site).toString()));
    return new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())).start();
  }

  static void stop() throws Exception {
    end(spoke); end(hub);
    spoke = hub = null;
  }

  static void end(Process p) throws Exception { if (p != null) { p.destroy(); if (!p.waitFor(30, TimeUnit.SECONDS)) p.destroyForcibly(); } }

  static String startMongod() throws Exception {
    int port = FreePort.next();
    Path data = Files.createDirectories(work.resolve("mongod"));
    mongod = new ProcessBuilder(System.getenv("MONGOD"), "--replSet", "rs0", "--bind_ip", "127.0.0.1", "--port", "" + port, "--dbpath", data.toString(), "--wiredTigerCacheSizeGB", "0.5", "--unixSocketPrefix", work.toString())
        .redirectErrorStream(true).redirectOutput(work.resolve("mongod.log").toFile()).start();
    try (var client = com.mongodb.client.MongoClients.create("mongodb://127.0.0.1:" + port + "/?directConnection=true")) {
      client.getDatabase("admin").runCommand(org.bson.Document.parse("{replSetInitiate: {_id: 'rs0', members: [{_id: 0, host: '127.0.0.1:" + port + "'}]}}"));
      await(() -> client.getDatabase("admin").runCommand(new org.bson.Document("hello", 1)).getBoolean("isWritablePrimary", false), 30);
    }
    return "mongodb://127.0.0.1:" + port + "/DB?replicaSet=rs0";
  }

  // ---- small parts

  interface Condition { boolean holds() throws Exception; }

  static void await(Condition condition, int seconds) throws Exception {
    long end = System.nanoTime() + seconds * 1_000_000_000L;
    while (!condition.holds()) {
      if (hub != null && !hub.isAlive() || spoke != null && !spoke.isAlive()) throw new IllegalStateException("a site has ended\n" + tail("hq") + tail("store"));
      if (System.nanoTime() > end) throw new IllegalStateException("not within " + seconds + " s; the sites' logs are in " + work + "\n" + tail("hq") + tail("store"));
      TimeUnit.MILLISECONDS.sleep(1);
    }
  }

  static String tail(String site) throws IOException { String text = log(site); return site + ": …" + text.substring(Math.max(0, text.length() - 3000)) + "\n"; }
  static String log(String site) throws IOException { Path log = work.resolve(site + ".log"); return Files.exists(log) ? Files.readString(log, java.nio.charset.StandardCharsets.ISO_8859_1) : ""; }
  static Connection database(String name) throws SQLException {
    try (Connection admin = postgres.getPostgresDatabase().getConnection()) { run(admin, "create database " + name); }
    return DriverManager.getConnection(postgres.getJdbcUrl("postgres", name));
  }
  static void run(Connection c, String... sql) throws SQLException { try (Statement s = c.createStatement()) { for (String one : sql) s.execute(one); } }
  static long count(Connection c, String sql) throws SQLException { try (Statement s = c.createStatement(); ResultSet r = s.executeQuery(sql)) { r.next(); return r.getLong(1); } }
  static String insert(long from, int n, String tag) {
    return "insert into item select g, 'sku-'||g, 'name of item number '||g, (g%10000)/100.0, g%500, '" + tag + " lorem ipsum dolor sit amet '||md5(g::text), clock_timestamp() from generate_series(" + from + "," + (from + n - 1) + ") g";
  }
  static double seconds(long since) { return (System.nanoTime() - since) / 1e9; }
  static String env(String name, String otherwise) { return System.getenv().getOrDefault(name, otherwise); }
  static int integer(String name, int otherwise) { return Integer.parseInt(env(name, "" + otherwise)); }

  /** CPU seconds of a process so far; Linux. */
  static double cpu(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
    String[] f = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return (Long.parseLong(f[11]) + Long.parseLong(f[12]) + Long.parseLong(f[13]) + Long.parseLong(f[14])) / 100.0;
  }
  /** Of all server processes of our PostgreSQL, ended ones included. */
  static double postgresCpu() throws Exception {
    double sum = 0;
    try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path p : all) try {
        if (Files.readString(p.resolve("comm")).startsWith("postgres")) sum += cpu(Long.parseLong(p.getFileName().toString()));
      } catch (IOException gone) { continue; }
    }
    return sum;
  }
  static double peak(long pid) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) if (line.startsWith("VmHWM")) return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
    return -1;
  }
  static void record(String name, String unit, double value) {
    RESULTS.computeIfAbsent(name + "\t" + unit, k -> new ArrayList<>()).add(value);
    System.out.printf(Locale.ROOT, "  %-62s %12.1f %s%n", name, value, unit);
  }
  static void print() {
    if (RESULTS.isEmpty()) return; // the others have printed all
    System.out.printf("%n%-62s %8s %12s %12s %12s%n", "RESULT (" + ROWS + " rows of 7 columns, " + JVM + ")", "unit", "min", "median", "max");
    RESULTS.forEach((key, values) -> {
      Collections.sort(values);
      System.out.printf(Locale.ROOT, "%-62s %8s %12.1f %12.1f %12.1f%n", key.split("\t")[0], key.split("\t")[1], values.get(0), values.get(values.size() / 2), values.get(values.size() - 1));
    });
  }
}
