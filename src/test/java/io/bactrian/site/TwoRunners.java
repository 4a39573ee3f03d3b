package io.bactrian.site;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.ConnectionString;
import io.bactrian.changelog.RealMongo;
import io.bactrian.changeset.Item;
import io.bactrian.database.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A hub whose folder was copied: two runners on one PostgreSQL database and one real MongoDB, and a
 * spoke by files that knows nothing of it. The first runner can be held at any of its steps.
 */
final class TwoRunners implements AutoCloseable {
  private static final String ITEMS = "select id, name, qty from item order by id";

  final Path dir;
  final TestSite second;
  final TestSite spoke;
  final HandDriven first;
  final HeldWire wire;
  private final Map<String, byte[]> documents = new HashMap<>();

  TwoRunners(Path dir) throws Exception {
    this.dir = dir;
    String mongo = RealMongo.uri();
    String host = new ConnectionString(mongo).getHosts().get(0);
    wire = new HeldWire(host.split(":")[0], Integer.parseInt(host.split(":")[1]));
    String hub = "partner.c1.endpoint = file:../to-c1/new\npartner.c1.source = file:../to-hq/new\n";
    second = install("hq", "hub", mongo, hub);
    copy(dir.resolve("hq"), dir.resolve("copy"));
    Path settings = dir.resolve("copy/application.properties");
    String deferred =
        mongo
            .replace(host, "127.0.0.1:" + wire.port())
            .replaceAll("replicaSet=[^&]*", "directConnection=true");
    Files.writeString(settings, Files.readString(settings).replace(mongo, deferred));
    first = new HandDriven(dir.resolve("copy"));
    String hq = "partner.hq.endpoint = file:../to-hq/new\npartner.hq.source = file:../to-c1/new\n";
    spoke = install("c1", "spoke", "embedded", hq).start();
    second.start();
  }

  private TestSite install(String id, String role, String changelog, String settings)
      throws Exception {
    Map<String, String> files = new LinkedHashMap<>();
    files.put(
        "application.properties",
        """
        site.id = %s
        site.role = %s
        site.system = store
        database.url = %s
        database.user = postgres
        changelog.uri = %s
        files.interval = 10 ms
        files.resend-after = 1 ms
        partner.%s.system = store
        %s"""
            .formatted(
                id,
                role,
                ((PGSimpleDataSource) TestDatabase.postgres()).getUrl(),
                changelog,
                role.equals("hub") ? "c1" : "hq",
                settings));
    files.put(
        "tables.yaml",
        "tables:\n  item: {%s}\n".formatted(role.equals("hub") ? "destination: all" : ""));
    files.put(
        "transformers/store-to-store.yaml", "version: 1\nfrom: store\nto: store\nidentity: true\n");
    files.put(
        "conflict-rules/store.yaml",
        "version: 1\ntables:\n  item: {rule: hub, columns: {qty: add}}\n");
    return TestSite.install(
        dir.resolve(id),
        files,
        "create table item (id bigint primary key, name text not null, qty bigint not null)");
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file)));
      }
    }
  }

  Path toSpoke() {
    return dir.resolve("to-c1/new");
  }

  Path toHub() {
    return dir.resolve("to-hq/new");
  }

  /** The second runner and the spoke exchange until both have all. */
  void round() throws Exception {
    for (TestSite site : new TestSite[] {second, spoke, second, spoke, second}) {
      assertThat(site.exchange()).as(site.folder.toString()).isEmpty();
      remember();
    }
  }

  /** No name of a document ever stands for two contents. */
  void remember() throws IOException {
    for (String folder : new String[] {"to-c1/new", "to-c1/done", "to-hq/new", "to-hq/done"}) {
      if (Files.isDirectory(dir.resolve(folder))) {
        try (Stream<Path> files = Files.list(dir.resolve(folder))) {
          for (Path file : files.filter(f -> f.toString().endsWith(".xml.gz")).toList()) {
            remember(file);
          }
        }
      }
    }
  }

  private void remember(Path file) throws IOException {
    byte[] content = Files.readAllBytes(file);
    byte[] before = documents.putIfAbsent(file.getFileName().toString(), content);
    assertThat(before == null ? content : before).as("%s", file).isEqualTo(content);
  }

  /** Both have the same rows, nothing is refused, and the log tells each row's story once. */
  void inStep() throws Exception {
    assertThat(spoke.rows(ITEMS)).isEqualTo(second.rows(ITEMS));
    assertThat(dir.resolve("to-c1/rejected")).isEmptyDirectory();
    assertThat(dir.resolve("to-hq/rejected")).isEmptyDirectory();
    assertThat(second.status().outbox()).isFalse();
    assertThat(story(second)).isEqualTo(rows(second));
  }

  private static Map<String, String> rows(TestSite site) throws Exception {
    Map<String, String> rows = new HashMap<>();
    site.rows("select id, item::text from item")
        .forEach(row -> rows.put(row.split("\\|", 2)[0], row.split("\\|", 2)[1]));
    return rows;
  }

  /** The rows as the log makes them: each change begins with what the one before it left. */
  private static Map<String, String> story(TestSite site) {
    Map<String, String> rows = new HashMap<>();
    try (var entries = site.site().changelog().read(0, site.status().position())) {
      while (entries.hasNext()) {
        if (entries.next().item() instanceof Item.Change change) {
          String key = (change.after() != null ? change.after() : change.before()).get(0);
          String before = change.before() == null ? null : change.before().text();
          assertThat(rows.remove(key)).as("item %s in %s", key, site.folder).isEqualTo(before);
          if (change.after() != null) {
            rows.put(key, change.after().text());
          }
        }
      }
    }
    return rows;
  }

  @Override
  public void close() throws Exception {
    wire.close();
    first.close();
    second.close();
    spoke.close();
  }
}
