package kill;

import io.bactrian.wire.FreePort;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Everything that runs: databases, changelogs, sites, what is between them, and who writes. */
final class Stage implements AutoCloseable {
  static final List<String> IDS = List.of("hq", "c1", "c2");

  final Map<String, Managed> postgres = new LinkedHashMap<>();
  final Map<String, Managed> sites = new LinkedHashMap<>();
  final Map<String, Writer> writers = new LinkedHashMap<>();
  final Map<String, String> urls = new LinkedHashMap<>();
  final Map<String, Path> folders = new LinkedHashMap<>();
  final List<Disk> outboxDisks = new ArrayList<>();
  final String embedded;
  final Path work;
  final Managed mongod;
  final Proxy proxy;
  final Courier courier;
  final Recoveries recoveries;
  Disk changelogDisk;

  /** Prepares and starts all but the writers. */
  Stage(Path work, long seed) throws Exception {
    this.work = work;
    Random random = new Random(seed);
    Files.createDirectories(work.resolve("logs"));
    Servers servers = new Servers(work);
    String binary = System.getenv("MONGOD");
    embedded = binary == null ? "every site" : random.nextBoolean() ? "c1" : "c2";
    for (String id : IDS) {
      databases(servers, id, random.nextLong());
    }
    int mongo = FreePort.next();
    mongod = binary == null ? null : servers.mongod(binary, mongo, random.nextLong());
    if (mongod != null) {
      mongod.start();
      Servers.initiate(mongo);
    }
    int port = FreePort.next();
    proxy = new Proxy(port, random.nextLong());
    Path toShop = work.resolve("carried/hq-to-c2");
    Path toOffice = work.resolve("carried/c2-to-hq");
    for (String id : IDS) {
      boolean own = mongod == null || id.equals(embedded);
      folders.put(id, work.resolve("site-" + id));
      if (own && changelogDisk == null && !id.equals("hq")) {
        changelogDisk = Disk.small(work.resolve("site-" + id), "192m");
        folders.put(id, changelogDisk.folder());
      }
      String more =
          switch (id) {
            case "hq" -> "exchange.listen = 127.0.0.1:%d\npartner.c1.system = shop\npartner.c1.start = log\npartner.c2.start = log\npartner.c1.authentication = none\npartner.c2.system = shop\npartner.c2.endpoint = file:%s\npartner.c2.source = file:inbox/c2/new\n".formatted(port, toShop);
            case "c1" -> "partner.hq.system = office\npartner.hq.endpoint = http://127.0.0.1:%d/bactrian/exchange\npartner.hq.authentication = none\n".formatted(proxy.port());
            default -> "partner.hq.system = office\npartner.hq.endpoint = file:%s\npartner.hq.source = file:inbox/hq/new\n".formatted(toOffice);
          };
      Sites.write(folders.get(id), id, urls.get(id) + "&user=postgres", own ? "embedded" : "mongodb://127.0.0.1:" + mongo + "/?replicaSet=rs0", more);
      sites.put(id, new Managed("bactrian " + id, Sites.bactrian("run", folders.get(id)), log(id), random.nextLong()));
      writers.put(id, new Writer(id, urls.get(id), Long.parseLong(System.getenv().getOrDefault("PACE", "60")), random.nextLong()));
    }
    install();
    courier = new Courier(Map.of(toShop, folders.get("c2").resolve("inbox/hq/new"), toOffice, folders.get("hq").resolve("inbox/c2/new")), random.nextLong());
    recoveries = new Recoveries(urls, writers);
  }

  Path log(String id) {
    return work.resolve("logs/bactrian-" + id + ".log");
  }

  /** Those of hub and c1 can become full. */
  private void databases(Servers servers, String id, long seed) throws Exception {
    Path data = work.resolve("postgresql-" + id + "/data");
    if (id.equals("c2")) {
      Files.createDirectories(data.getParent());
    } else {
      outboxDisks.add(Disk.small(data.getParent(), "384m"));
    }
    int port = FreePort.next();
    urls.put(id, "jdbc:postgresql://127.0.0.1:" + port + "/postgres?sslmode=disable");
    postgres.put(id, servers.postgres(id, data, port, seed));
    postgres.get(id).start();
    Servers.await(() -> !query(id, "select 1").isEmpty(), 60, "the database of " + id + " answers");
    execute(id, id.equals("hq") ? Sites.OFFICE : Sites.SHOP);
  }

  /** The hub maps to and from a shop's schema, and a shop from the hub's: each needs the other's. */
  private void install() throws Exception {
    Map<String, Process> installs = new LinkedHashMap<>();
    for (String id : IDS) {
      installs.put(id, new ProcessBuilder(Sites.bactrian("install", folders.get(id))).redirectErrorStream(true).redirectOutput(work.resolve("logs/install-" + id + ".log").toFile()).start());
    }
    for (Map.Entry<String, Process> install : installs.entrySet()) {
      if (install.getValue().waitFor() != 0) {
        throw new IllegalStateException("install failed: " + Files.readString(work.resolve("logs/install-" + install.getKey() + ".log")));
      }
    }
    for (String shop : List.of("c1", "c2")) {
      Files.copy(folders.get("hq").resolve("schemas/office.yaml"), folders.get(shop).resolve("schemas/office.yaml"));
    }
    Files.copy(folders.get("c1").resolve("schemas/shop.yaml"), folders.get("hq").resolve("schemas/shop.yaml"));
  }

  /** Sites run, the counters are everywhere, people begin to write. */
  void begin() throws Exception {
    courier.start();
    for (Managed site : sites.values()) {
      site.start();
    }
    execute("hq", "insert into stock select 'S' || g, 0, g, 'label', now() from generate_series(0, " + (Writer.SKUS - 1) + ") g");
    for (String shop : List.of("c1", "c2")) {
      Servers.await(() -> query(shop, "select 'n', count(*) from product").get("n") == Writer.SKUS, 120, "the first rows are at " + shop);
    }
    writers.values().forEach(Writer::start);
  }

  Map<String, Long> query(String id, String sql) throws Exception {
    try (Connection c = Servers.connect(urls.get(id))) {
      return Comparison.numbers(c, sql.equals("select 1") ? "select '1', 1" : sql);
    }
  }

  void execute(String id, String sql) throws Exception {
    try (Connection c = Servers.connect(urls.get(id)); Statement s = c.createStatement()) {
      s.execute(sql);
    }
  }

  Map<String, Ledger> ledgers() {
    Map<String, Ledger> ledgers = new LinkedHashMap<>();
    writers.forEach((id, writer) -> ledgers.put(id, writer.ledger()));
    return ledgers;
  }

  List<Managed> processes() {
    List<Managed> all = new ArrayList<>(sites.values());
    all.addAll(postgres.values());
    if (mongod != null) {
      all.add(mongod);
    }
    return all;
  }

  /** Sites first: they end softly as long as their stores are there. */
  @Override
  public void close() throws Exception {
    for (Managed process : processes()) {
      process.close();
    }
    courier.close();
    proxy.close();
  }
}
