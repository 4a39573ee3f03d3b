import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;

/**
 * A short run that shows what can be seen on any machine, however busy: how many commands a stage
 * sends per 1,000 rows. SQL statements are counted by the server, commands to the changelog's store
 * by the driver's own log.
 */
final class Smoke {
  private static final int ROWS = Bench.integer("ROWS", 10_000);
  private static final String COMMAND = "Command \"";
  private static final String LOGBACK =
      """
      <configuration>
        <appender name="out" class="ch.qos.logback.core.ConsoleAppender"><encoder><pattern>%.-160msg%n</pattern></encoder></appender>
        <logger name="org.mongodb.driver" level="WARN"/>
        <logger name="org.mongodb.driver.protocol.command" level="DEBUG"/>
        <logger name="io.bactrian" level="INFO"/>
        <root level="WARN"><appender-ref ref="out"/></root>
      </configuration>
      """;

  private Smoke() {}

  /** One side of a stream: what it had sent, and used of the processor, so far. */
  record Site(String name, Connection database, long pid) {
    long statements() throws Exception {
      try (Statement s = database.createStatement();
          ResultSet r =
              s.executeQuery(
                  "select coalesce(sum(calls), 0) from pg_stat_statements s join pg_database d on d.oid = s.dbid"
                      + " where d.datname = current_database() and s.userid is not null and query not like '%pg_stat_statements%'"
                      + " and query not like 'select number from bactrian_change%' and query not like '%generate_series%'"
                      + " and query not like 'select count(*) from item%'")) {
        r.next();
        return r.getLong(1);
      }
    }

    long commands() throws Exception {
      return Bench.log(name).lines().filter(line -> line.startsWith(COMMAND) && line.contains(" started on ")).count();
    }
  }

  record Count(double cpu, long statements, long commands) {
    static Count of(Site site) throws Exception {
      return new Count(Bench.cpu(site.pid), site.statements(), site.commands());
    }
  }

  /** Before the sites start: their log tells each command to the store, without its content. */
  static void prepare() throws Exception {
    Path file = Bench.work.resolve("logback.xml");
    Files.writeString(file, LOGBACK);
    Bench.SITE_OPTIONS.add("-Dlogback.configurationFile=" + file);
    Bench.SITE_OPTIONS.add("-Dorg.mongodb.driver.protocol.command.maxDocumentLength=0");
  }

  static void run(String label) throws Exception {
    for (Connection c : List.of(Bench.hq, Bench.store)) Bench.run(c, "create extension if not exists pg_stat_statements");
    System.out.printf(Locale.ROOT, "smoke: %,d rows of 7 columns in one transaction, %s, %s%n", ROWS, label, Bench.JVM);
    System.out.printf("%-44s %10s %10s %14s %16s%n", "", "rows/s", "µs/row", "SQL/1000 rows", "store/1000 rows");
    one("hub → spoke", Bench.insert(20_000_000, ROWS, "smoke"), Bench.hq, Bench.store);
    one("spoke → hub", Bench.insert(30_000_000, ROWS, "smoke"), Bench.store, Bench.hq);
    one("hub → spoke, updates", "update item set qty = qty + 1 where id between 20000000 and 29999999", Bench.hq, Bench.store);
  }

  private static void one(String name, String write, Connection from, Connection to) throws Exception {
    boolean down = from == Bench.hq;
    Site sender = new Site(down ? "hq" : "store", from, down ? Bench.hub.pid() : Bench.spoke.pid());
    Site receiver = new Site(down ? "store" : "hq", to, down ? Bench.spoke.pid() : Bench.hub.pid());
    String sum = "select coalesce(sum(qty), 0) + count(*) from item where id between 20000000 and 39999999";
    Count sent = Count.of(sender), received = Count.of(receiver);
    double pg = Bench.postgresCpu();
    Bench.run(from, write);
    long expected = Bench.count(from, sum), committed = System.nanoTime();
    Bench.await(() -> { Thread.sleep(20); return Bench.count(to, sum) == expected; }, 120);
    double seconds = Bench.seconds(committed), pgUsed = Bench.postgresCpu() - pg;
    Count sent2 = Count.of(sender), received2 = Count.of(receiver);
    System.out.printf(Locale.ROOT, "%-44s %10.0f %10.0f%n", name + ", all of it (database's processor)", ROWS / seconds, pgUsed * 1e6 / ROWS);
    line("  " + sender.name() + ": capture, build", sent, sent2);
    line("  " + receiver.name() + ": receive, apply", received, received2);
  }

  private static void line(String name, Count before, Count after) {
    System.out.printf(Locale.ROOT, "%-44s %10s %10.0f %14.1f %16.1f%n", name, "", (after.cpu() - before.cpu()) * 1e6 / ROWS,
        (after.statements() - before.statements()) * 1000.0 / ROWS, (after.commands() - before.commands()) * 1000.0 / ROWS);
  }
}
