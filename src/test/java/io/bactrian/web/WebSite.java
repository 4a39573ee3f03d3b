package io.bactrian.web;

import io.bactrian.config.SiteConfiguration;
import io.bactrian.install.Installation;
import io.bactrian.site.Runner;
import io.bactrian.site.Site;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** A hub that serves its page, with one account of each role. Nothing moves by itself. */
final class WebSite implements AutoCloseable {
  static final String PASSWORD = "correct horse battery";

  final Path folder;
  final int port;
  final Site site;
  private final Runner runner;

  private WebSite(Path folder, int port) {
    this.folder = folder;
    this.port = port;
    site = Site.open(folder);
    runner = new Runner(site, Runner.Mode.ON_DEMAND);
    runner.start();
  }

  static WebSite start(Path folder) throws Exception {
    int port = freePort();
    Files.createDirectories(folder.resolve("transformers"));
    Files.createDirectories(folder.resolve("conflict-rules"));
    Files.createDirectories(folder.resolve("schemas"));
    write(
        folder,
        SiteConfiguration.FILE,
        """
        site.id = hq
        site.role = hub
        site.system = office
        database.url = jdbc:h2:file:./data/site;DATABASE_TO_LOWER=TRUE
        database.user = sa
        web.listen = 127.0.0.1:%d
        partner.c1.system = office
        partner.c1.endpoint = file:../to-c1
        partner.c1.source = file:../from-c1
        partner.c2.system = office
        partner.c2.endpoint = file:../to-c2
        partner.c2.source = file:../from-c2
        """
            .formatted(port));
    write(
        folder,
        "tables.yaml",
        "tables:\n  article: {destination: all}\n  offer: {destination: all}\n");
    write(
        folder,
        "transformers/office-to-office.yaml",
        "version: 1\nfrom: office\nto: office\nidentity: true\n");
    write(folder, "conflict-rules/office.yaml", "version: 1\ndefault: manual\n");
    Installation installation = Installation.of(folder);
    try (Connection connection = installation.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "create table article (id integer primary key, title varchar(2000000) not null,"
              + " price numeric(10,2) not null, stock integer not null, note varchar(200))");
      statement.execute(
          "create table offer (id integer primary key, article integer not null references article,"
              + " title varchar(40))");
    }
    installation.install();
    for (Role role : Role.values()) {
      Accounts.in(folder).put(role.word(), role, PASSWORD);
    }
    return new WebSite(folder, port);
  }

  private static void write(Path folder, String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  String address(String path) {
    return "http://127.0.0.1:" + port + path;
  }

  void sql(String... statements) throws SQLException {
    try (Connection connection = site.database().pool().getConnection();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** The first column of each row. */
  List<String> rows(String query) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Connection connection = site.database().pool().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      while (row.next()) {
        rows.add(row.getString(1));
      }
    }
    return rows;
  }

  @Override
  public void close() {
    runner.close();
    site.close();
  }
}
