package kill;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.bson.Document;

/** How servers are prepared and started. */
final class Servers {
  private final Path work;
  private final Path binaries;

  /** Unpacks PostgreSQL from the class path, by letting its owner start it once. */
  Servers(Path work) throws IOException {
    this.work = work;
    Path unpacked = Files.createDirectories(work.resolve("postgresql"));
    EmbeddedPostgres.builder().setOverrideWorkingDirectory(unpacked.toFile()).start().close();
    try (Stream<Path> all = Files.walk(unpacked, 3)) {
      binaries = all.filter(p -> p.endsWith("bin/initdb")).findFirst().orElseThrow().getParent();
    }
  }

  /** PostgreSQL refuses to run as root; in a user namespace of its own it does not see that it is. */
  private List<String> line(String program, String... arguments) {
    List<String> line = new ArrayList<>();
    if (Disk.root()) {
      line.addAll(List.of("unshare", "-U"));
    }
    line.add(binaries.resolve(program).toString());
    line.addAll(List.of(arguments));
    return line;
  }

  /** A server with an empty database of this site, not started. */
  Managed postgres(String site, Path data, int port, long seed) throws Exception {
    List<String> init = line("initdb", "-A", "trust", "-U", "postgres", "-E", "UTF-8", "--locale=C", "--wal-segsize=1", "-D", data.toString());
    Process made = new ProcessBuilder(init).redirectErrorStream(true).redirectOutput(work.resolve("initdb.log").toFile()).start();
    if (made.waitFor() != 0) {
      throw new IOException("initdb failed: " + Files.readString(work.resolve("initdb.log")));
    }
    List<String> run = line("postgres", "-D", data.toString(), "-p", "" + port);
    for (String setting :
        List.of("listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=on", "synchronous_commit=on", "full_page_writes=on",
            "shared_buffers=64MB", "min_wal_size=8MB", "max_wal_size=48MB", "checkpoint_timeout=30s", "restart_after_crash=on",
            "max_connections=40", "deadlock_timeout=500ms", "log_min_messages=warning", "log_line_prefix=%m [%p] ")) {
      run.add("-c");
      run.add(setting);
    }
    return new Managed("postgresql of " + site, run, work.resolve("logs/postgresql-" + site + ".log"), seed);
  }

  Managed mongod(String binary, int port, long seed) throws IOException {
    Path data = Files.createDirectories(work.resolve("mongod"));
    return new Managed("mongod",
        List.of(binary, "--replSet", "rs0", "--bind_ip", "127.0.0.1", "--port", "" + port, "--dbpath", data.toString(),
            "--wiredTigerCacheSizeGB", "0.25", "--unixSocketPrefix", work.toString()),
        work.resolve("logs/mongod.log"), seed);
  }

  static void initiate(int port) throws Exception {
    try (var client = com.mongodb.client.MongoClients.create("mongodb://127.0.0.1:" + port + "/?directConnection=true")) {
      var admin = client.getDatabase("admin");
      admin.runCommand(Document.parse("{replSetInitiate: {_id: 'rs0', members: [{_id: 0, host: '127.0.0.1:" + port + "'}]}}"));
      await(() -> admin.runCommand(new Document("hello", 1)).getBoolean("isWritablePrimary", false), 60, "mongod is primary");
    }
  }

  /** A connection that notices a stopped server. */
  static Connection connect(String url) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", "postgres");
    properties.setProperty("connectTimeout", "5");
    properties.setProperty("loginTimeout", "5");
    properties.setProperty("socketTimeout", "15");
    return DriverManager.getConnection(url, properties);
  }

  interface Condition {
    boolean holds() throws Exception;
  }

  /** Waits; a condition that fails does not hold yet. */
  static boolean within(Condition condition, int seconds) throws InterruptedException {
    long end = System.nanoTime() + seconds * 1_000_000_000L;
    while (true) {
      try {
        if (condition.holds()) {
          return true;
        }
      } catch (InterruptedException e) {
        throw e;
      } catch (Exception e) {
        Kill.detail("not yet: %s", e.getMessage());
      }
      if (System.nanoTime() > end) {
        return false;
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  static void await(Condition condition, int seconds, String what) throws InterruptedException {
    if (!within(condition, seconds)) {
      throw new IllegalStateException("not within " + seconds + " s: " + what);
    }
  }
}
