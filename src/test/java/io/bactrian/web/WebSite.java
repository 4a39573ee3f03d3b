package io.bactrian.web;

import com.password4j.Argon2Function;
import com.password4j.Password;
import com.password4j.types.Argon2;
import io.bactrian.config.SiteConfiguration;
import io.bactrian.install.Installation;
import io.bactrian.site.OneExchange;
import io.bactrian.site.Runner;
import io.bactrian.site.Site;
import io.bactrian.wire.FreePort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** A site that serves its page, with one account of each role. Nothing moves by itself. */
final class WebSite implements AutoCloseable {
  static final String PASSWORD = "correct horse battery";
  private static final String COMMON =
      """
      site.system = office
      database.url = jdbc:h2:file:./data/site;DATABASE_TO_LOWER=TRUE
      database.user = sa
      files.interval = 10 ms
      files.resend-after = 1 ms
      """;
  private static final String HUB =
      """
      site.id = hq
      site.role = hub
      partner.c1.system = office
      partner.c1.start = log
      partner.c1.endpoint = file:../to-c1
      partner.c1.source = file:../to-hq
      partner.c2.system = office
      partner.c2.start = log
      partner.c2.endpoint = file:../to-c2
      partner.c2.source = file:../from-c2
      """;
  private static final String SPOKE =
      """
      site.id = c1
      site.role = spoke
      partner.hq.system = office
      partner.hq.endpoint = file:../to-hq
      partner.hq.source = file:../to-c1
      """;

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

  /** Head office, in the folder {@code hq}. */
  static WebSite hub(Path dir) throws Exception {
    return start(dir.resolve("hq"), HUB);
  }

  /** A customer that is reached by files, in the folder {@code c1}. */
  static WebSite spoke(Path dir) throws Exception {
    return start(dir.resolve("c1"), SPOKE);
  }

  private static WebSite start(Path folder, String settings) throws Exception {
    write(folder, SiteConfiguration.FILE, COMMON + settings);
    write(
        folder,
        "tables.yaml",
        "tables:\n  article: {destination: all}\n  offer: {destination: all}\n");
    write(
        folder,
        "transformers/office-to-office.yaml",
        "version: 1\nfrom: office\nto: office\nidentity: true\n");
    if (settings.equals(HUB)) {
      write(
          folder,
          "conflict-rules/office.yaml",
          "version: 1\ntables:\n  article:\n    rule: manual\n    groups: {terms: {columns: [price, stock]}}\n");
    }
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
    write(folder, SiteConfiguration.USERS, users());
    int port = FreePort.next();
    write(
        folder,
        SiteConfiguration.FILE,
        COMMON + settings + "web.listen = 127.0.0.1:%d\n".formatted(port));
    return new WebSite(folder, port);
  }

  /** Their passwords are hashed as all are, but in a moment. */
  private static String users() {
    String hash =
        Password.hash(PASSWORD)
            .addRandomSalt(16)
            .with(Argon2Function.getInstance(64, 1, 1, 32, Argon2.ID))
            .getResult();
    StringBuilder users = new StringBuilder("users:\n");
    for (Role role : Role.values()) {
      users.append("  %s: {role: %<s, password: \"%s\"}%n".formatted(role.word(), hash));
    }
    return users.toString();
  }

  private static void write(Path folder, String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  String address(String path) {
    return "http://127.0.0.1:" + port + path;
  }

  void exchange() throws Exception {
    new OneExchange(site, runner).run();
  }

  /** All lines of the audit log, without their times, which look like values. */
  String audit() throws IOException {
    StringBuilder text = new StringBuilder();
    try (var files = Files.list(folder.resolve("audit"))) {
      for (Path file : files.sorted().toList()) {
        text.append(Files.readString(file));
      }
    }
    return text.toString().replaceAll("\"at\":\"[^\"]*\",", "");
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
