package io.bactrian.api;

import io.bactrian.apply.OutboxRecord.ConflictRecord;
import io.bactrian.changeset.Row;
import io.bactrian.config.SiteConfiguration;
import io.bactrian.conflict.Conflict;
import io.bactrian.conflict.Decision;
import io.bactrian.conflict.Kind;
import io.bactrian.install.Installation;
import io.bactrian.site.Runner;
import io.bactrian.site.Site;
import io.bactrian.web.Accounts;
import io.bactrian.web.Role;
import io.bactrian.wire.FreePort;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

/** A hub that serves its API, with an account of each role. */
final class ApiSite implements AutoCloseable {
  static final String PASSWORD = "correct horse battery";

  private final Path folder;
  private final int port;
  final HttpClient http = HttpClient.newHttpClient();
  private Site site;
  private Runner runner;

  private ApiSite(Path folder, int port) {
    this.folder = folder;
    this.port = port;
  }

  static ApiSite start(Path folder) throws Exception {
    return start(
        folder,
        "create table article (id integer primary key, title varchar(2000) not null,"
            + " note varchar(200))",
        "");
  }

  static ApiSite start(Path folder, String table, String settings) throws Exception {
    int port = FreePort.next();
    for (String inner : List.of("transformers", "conflict-rules", "schemas")) {
      Files.createDirectories(folder.resolve(inner));
    }
    Files.writeString(
        folder.resolve(SiteConfiguration.FILE),
        """
        site.id = hq
        site.role = hub
        site.system = office
        database.url = jdbc:h2:file:./data/site;DATABASE_TO_LOWER=TRUE
        database.user = sa
        web.listen = 127.0.0.1:%d
        partner.c1.system = office
        partner.c1.start = log
        partner.c1.endpoint = file:../to-c1
        partner.c1.source = file:../from-c1
        %s
        """
            .formatted(port, settings));
    Files.writeString(folder.resolve("tables.yaml"), "tables:\n  article: {destination: all}\n");
    Files.writeString(
        folder.resolve("transformers/office-to-office.yaml"),
        "version: 1\nfrom: office\nto: office\nidentity: true\n");
    Files.writeString(
        folder.resolve("conflict-rules/office.yaml"), "version: 1\ndefault: manual\n");
    Installation installation = Installation.of(folder);
    try (Connection connection = installation.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(table);
    }
    installation.install();
    for (Role role : Role.values()) {
      Accounts.in(folder).put(role.word(), role, PASSWORD);
    }
    ApiSite started = new ApiSite(folder, port);
    started.run();
    return started;
  }

  private void run() {
    site = Site.open(folder);
    runner = new Runner(site, Runner.Mode.BY_ITSELF);
    runner.start();
  }

  void restart() {
    close();
    run();
  }

  Site site() {
    return site;
  }

  /** An open conflict about a row that the hub has as {@code ours}. */
  void conflict(String id, int key, String ours, String theirs) throws SQLException {
    sql("insert into article values (%d, '%s', null)".formatted(key, ours.replace("'", "''")));
    String text = "" + key;
    conflict(
        id,
        List.of(1),
        List.of(Row.of(text, "base", null), Row.of(text, ours, null), Row.of(text, theirs, null)),
        Instant.parse("2026-05-01T12:00:00Z"));
  }

  /**
   * @param rows base, ours and theirs
   */
  void conflict(String id, List<Integer> columns, List<Row> rows, Instant at) {
    Conflict conflict =
        new Conflict(
            Kind.UPDATE_UPDATE,
            site.database().schema().table("article"),
            columns,
            rows.get(0),
            rows.get(1),
            rows.get(2),
            "c1");
    site.conflicts()
        .save(
            List.of(
                new ConflictRecord(
                    id, 7, conflict, new Decision(conflict.ours(), "manual", 1, true))),
            at);
  }

  void sql(String statement) throws SQLException {
    try (Connection connection = site.database().pool().getConnection();
        Statement execute = connection.createStatement()) {
      execute.execute(statement);
    }
  }

  String title(int key) throws SQLException {
    try (Connection connection = site.database().pool().getConnection();
        Statement select = connection.createStatement();
        ResultSet row = select.executeQuery("select title from article where id = " + key)) {
      return row.next() ? row.getString(1) : null;
    }
  }

  HttpRequest.Builder request(String who, String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1" + path));
    if (who != null) {
      String text = who.contains(":") ? who : who + ":" + PASSWORD;
      request.header(
          "Authorization",
          "Basic " + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
    }
    return request;
  }

  HttpResponse<String> get(String who, String path) throws Exception {
    return http.send(request(who, path).build(), HttpResponse.BodyHandlers.ofString());
  }

  HttpResponse<String> post(String who, String path, String body) throws Exception {
    HttpRequest request =
        request(who, path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }

  @Override
  public void close() {
    runner.close();
    site.close();
  }
}
