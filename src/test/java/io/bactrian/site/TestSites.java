package io.bactrian.site;

import io.bactrian.wire.FreePort;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A head office and two shops with another schema: c1 calls, c2 is reached by files. */
final class TestSites implements AutoCloseable {
  static final String TOKEN = "only-for-this-test_kP3vX9bQ7mW2sT8dRf5J";
  static final String SOON = "files.resend-after = 1 ms\nfiles.settle = 100 ms\n";
  private static final String COMMON =
      """
      database.url = %s:file:./data/site;DATABASE_TO_LOWER=TRUE
      database.user = sa
      files.interval = 10 ms
      exchange.long-poll = 20 ms
      """;

  final Path dir;
  final int port;
  final TestSite hq;
  final TestSite c1;
  final TestSite c2;
  private final String common;

  TestSites(Path dir) throws Exception {
    this(dir, SOON);
  }

  /**
   * @param settings more of each
   */
  TestSites(Path dir, String settings) throws Exception {
    this(dir, settings, "jdbc:h2");
  }

  /**
   * @param product how URLs of its databases begin
   */
  TestSites(Path dir, String settings, String product) throws Exception {
    this.dir = dir;
    this.port = FreePort.next();
    this.common = COMMON.formatted(product) + settings;
    c1 = shop("c1", "http://127.0.0.1:%d/bactrian/exchange".formatted(port), "token = " + TOKEN);
    c2 = shop("c2", "file:../to-hq/new", "source = file:../to-c2/new");
    hq = office();
  }

  private TestSite office() throws Exception {
    Map<String, String> files = mappings();
    files.put(
        "application.properties",
        common
            + """
            site.id = hq
            site.role = hub
            site.system = office
            exchange.listen = 127.0.0.1:%d
            partner.c1.system = shop
            partner.c1.token = %s
            partner.c2.system = shop
            partner.c2.endpoint = file:../to-c2/new
            partner.c2.source = file:../to-hq/new
            """
                .formatted(port, TOKEN));
    files.put(
        "tables.yaml",
        "tables:\n  article: {destination: all}\n  offer: {destination: {column: shop}}\n");
    files.put(
        "conflict-rules/office.yaml",
        "version: 1\ntables:\n  article: {rule: hub, columns: {stock: add, price: manual}}\n");
    files.put("schemas/shop.yaml", Files.readString(c1.folder.resolve("schemas/shop.yaml")));
    return TestSite.install(
        dir.resolve("hq"),
        files,
        "create table article (id integer primary key, title varchar(40) not null,"
            + " price numeric(10,2) not null, stock integer not null)",
        "create table offer (id integer primary key, article integer not null references article,"
            + " shop varchar(20), title varchar(40))");
  }

  private TestSite shop(String id, String endpoint, String more) throws Exception {
    Map<String, String> files = mappings();
    files.put(
        "application.properties",
        common
            + """
            site.id = %s
            site.role = spoke
            site.system = shop
            partner.hq.system = office
            partner.hq.endpoint = %s
            partner.hq.%s
            """
                .formatted(id, endpoint, more));
    files.put("tables.yaml", "tables:\n  product: {}\n  offer: {destination: none}\n");
    return TestSite.install(
        dir.resolve(id),
        files,
        "create table product (code integer primary key, label varchar(40) not null,"
            + " cents bigint not null, stock integer not null)",
        "create table offer (id integer primary key, product integer not null references product,"
            + " title varchar(40))");
  }

  private static Map<String, String> mappings() {
    Map<String, String> files = new LinkedHashMap<>();
    files.put(
        "transformers/office-to-shop.yaml",
        """
        version: 1
        from: office
        to: shop
        tables:
          article:
            to: product
            columns: {code: id, label: title, cents: {from: price, multiply: 100}, stock: stock}
          offer:
            to: offer
            columns: {id: id, product: article, title: title}
            drop: [shop]
        """);
    files.put(
        "transformers/shop-to-office.yaml",
        """
        version: 1
        from: shop
        to: office
        ignore: [offer]
        tables:
          product:
            to: article
            columns: {id: code, title: label, price: {from: cents, multiply: 0.01}, stock: stock}
        """);
    return files;
  }

  URI address() {
    return URI.create("http://127.0.0.1:%d/bactrian/exchange".formatted(port));
  }

  /** Files in one of the folders through which hq and c2 speak, by name. */
  List<Path> files(String folder) throws IOException {
    Path path = dir.resolve(folder);
    if (!Files.isDirectory(path)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(path)) {
      return files.filter(file -> !Files.isDirectory(file)).sorted().toList();
    }
  }

  /** Head office and c2 take turns until both have all. */
  void byFiles() throws Exception {
    for (int turn = 0; turn < 2; turn++) {
      hq.exchange();
      c2.exchange();
    }
    hq.exchange();
  }

  @Override
  public void close() {
    Stream.of(c1, c2, hq).forEach(TestSite::close);
  }
}
