package attack;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import io.bactrian.wire.FreePort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.stream.Stream;

/**
 * A hub {@code hq} and an honest spoke {@code c1}, each a process with its own PostgreSQL database; and three partners of
 * the hub that have no process: {@code c2} and {@code c3} by HTTP, {@code f1} by files. A row belongs to whom its column
 * {@code site} names.
 */
public final class Stage implements AutoCloseable {
  public static final List<String> BY_HTTP = List.of("c1", "c2", "c3");
  private static final String DDL =
      """
      create table item(id bigint primary key, site varchar(10), qty int, note text);
      create table line(id bigint primary key, item bigint not null references item(id), site varchar(10), note text);
      create table kinds(id bigint primary key, site varchar(10), small smallint, money numeric(12,2), ratio double precision,
          flag boolean, bytes bytea, day date, at timestamptz, span interval, uid uuid, doc jsonb, list int[])
      """;

  private final Path work;
  private final EmbeddedPostgres postgres;
  private final String name;
  private final int port;
  private final String settings;
  private final Map<String, String> tokens = new HashMap<>();
  private final Map<String, String> urls = new HashMap<>();
  public final Site hub;
  public final Site spoke;

  /** Prepares and starts both; returns when a change has gone to and fro. */
  public Stage(Path work, EmbeddedPostgres postgres, String name, int rows) throws Exception {
    this(work, postgres, name, 0, rows, port -> {}, "");
  }

  /**
   * @param front where the spoke takes the hub to be, 0 for where it is
   * @param tell told where that is, before anything starts
   * @param settings more of each site
   */
  public Stage(Path work, EmbeddedPostgres postgres, String name, int front, int rows, IntConsumer tell, String settings) throws Exception {
    this.settings = settings;
    this.work = Files.createDirectories(work.resolve(name));
    this.postgres = postgres;
    this.name = name;
    this.port = FreePort.next();
    tell.accept(port);
    SecureRandom random = new SecureRandom();
    for (String id : BY_HTTP) {
      byte[] token = new byte[32];
      random.nextBytes(token);
      tokens.put(id, Base64.getUrlEncoder().withoutPadding().encodeToString(token));
    }
    Files.createDirectories(this.work.resolve("logs"));
    hub = site("hq", hub());
    spoke = site("c1", "partner.hq.system = bench\npartner.hq.endpoint = http://127.0.0.1:%d/bactrian/exchange\npartner.hq.token = ${file:hq.token}\nretry.most = 2 s\n".formatted(front > 0 ? front : port));
    secret(spoke.folder().resolve("hq.token"), tokens.get("c1"));
    for (String id : BY_HTTP) {
      secret(hub.folder().resolve(id + ".token"), tokens.get(id));
    }
    for (Site site : List.of(hub, spoke)) {
      site.command("install");
      site.start();
    }
    execute("hq", "insert into item select g, case g %% 5 when 0 then 'c1' else 'c2' end, 0, 'row ' || g from generate_series(1, %d) g".formatted(rows));
    await(() -> number("c1", "select count(*) from item") >= rows / 5, 400, "the first rows are at c1");
  }

  private String hub() throws IOException {
    StringBuilder more = new StringBuilder("exchange.listen = 127.0.0.1:" + port + "\n");
    for (String id : BY_HTTP) {
      more.append("partner.%s.system = bench\npartner.%s.start = log\npartner.%s.token = ${file:%s.token}\n".formatted(id, id, id, id));
    }
    more.append("partner.f1.system = bench\npartner.f1.start = log\npartner.f1.endpoint = file:to-f1/new\npartner.f1.source = file:from-f1/new\n");
    // what is only there in newer ones
    if (Files.readString(Path.of("docs/configuration.md")).contains("`files.settle`")) {
      more.append("files.settle = ").append(System.getProperty("attack.settle", "30 s")).append('\n');
    }
    return more.toString();
  }

  private Site site(String id, String more) throws Exception {
    String database = name + "_" + id;
    try (Connection admin = postgres.getPostgresDatabase().getConnection(); Statement s = admin.createStatement()) {
      s.execute("create database " + database);
    }
    urls.put(id, postgres.getJdbcUrl("postgres", database));
    execute(id, DDL);
    Path folder = Files.createDirectories(work.resolve(id));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    Files.createDirectories(folder.resolve("transformers"));
    secret(folder.resolve("application.properties"),
        "site.id = %s\nsite.role = %s\nsite.system = bench\ndatabase.url = %s\ndatabase.user = postgres\n".formatted(id, id.equals("hq") ? "hub" : "spoke", urls.get(id)) + more + settings);
    Files.writeString(folder.resolve("tables.yaml"),
        "tables:\n" + String.join("", Stream.of("item", "line", "kinds").map(t -> "  " + t + ": {destination: " + (id.equals("hq") ? "{column: site}" : "all") + "}\n").toList()));
    Files.writeString(folder.resolve("transformers/bench-to-bench.yaml"), "version: 1\nfrom: bench\nto: bench\ntables:\n  item: {identity: true}\n  line: {identity: true}\n  kinds: {identity: true}\n");
    return new Site(id, folder, work.resolve("logs/" + id + ".log"));
  }

  static void secret(Path file, String text) throws IOException {
    Files.deleteIfExists(file);
    Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, text);
  }

  public int port() {
    return port;
  }

  public String token(String partner) {
    return tokens.get(partner);
  }

  public Path folder() {
    return work;
  }

  public Connection connect(String id) throws SQLException {
    return DriverManager.getConnection(urls.get(id));
  }

  public void execute(String id, String sql) throws SQLException {
    try (Connection c = connect(id); Statement s = c.createStatement()) {
      s.execute(sql);
    }
  }

  public long number(String id, String sql) throws SQLException {
    return Long.parseLong(text(id, sql));
  }

  public String text(String id, String sql) throws SQLException {
    try (Connection c = connect(id); Statement s = c.createStatement(); ResultSet r = s.executeQuery(sql)) {
      r.next();
      return r.getString(1);
    }
  }

  /** MiB under a folder. */
  public static double size(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return 0;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      return all.mapToLong(file -> file.toFile().isFile() ? file.toFile().length() : 0).sum() / 1048576.0;
    } catch (java.io.UncheckedIOException e) {
      return size(folder); // a file went meanwhile
    }
  }

  /** Something that is to become true. */
  public interface Condition {
    boolean holds() throws Exception;
  }

  public static boolean within(Condition condition, double seconds) throws Exception {
    long end = System.nanoTime() + (long) (seconds * 1e9);
    while (!condition.holds()) {
      if (System.nanoTime() > end) {
        return false;
      }
      TimeUnit.MILLISECONDS.sleep(5);
    }
    return true;
  }

  private void await(Condition condition, int seconds, String what) throws Exception {
    if (!within(condition, seconds)) {
      throw new IllegalStateException("not within " + seconds + " s: " + what + "\nhq: " + hub.log() + "\nc1: " + spoke.log());
    }
  }

  @Override
  public void close() throws InterruptedException {
    spoke.close();
    hub.close();
  }
}
