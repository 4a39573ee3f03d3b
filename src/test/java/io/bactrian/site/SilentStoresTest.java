package io.bactrian.site;

import static io.bactrian.site.WaitingQuestionsTest.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.changelog.RealMongo;
import io.bactrian.database.TestDatabase;
import io.bactrian.wire.SilentWire;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** With default settings, a site goes on soon after its connections to a store went silent. */
@Timeout(240)
class SilentStoresTest {
  private static final Duration RECOVERY = Duration.ofSeconds(30);

  @TempDir private Path dir;

  private TestSite hub(String database, String changelog) throws Exception {
    String settings =
        """
        site.id = hq
        site.role = hub
        site.system = office
        database.url = %s
        database.user = postgres
        changelog.uri = %s
        partner.c1.system = office
        partner.c1.endpoint = file:../to-c1/new
        partner.c1.source = file:../to-hq/new
        """
            .formatted(database, changelog);
    return TestSite.install(
        dir.resolve("hq"),
        Map.of(
            "application.properties",
            settings,
            "tables.yaml",
            "tables:\n  item: {destination: all}\n",
            "transformers/office-to-office.yaml",
            "version: 1\nfrom: office\nto: office\nidentity: true\n"),
        "create table item (id integer primary key)");
  }

  @Test
  void capture_goes_on_after_the_database_went_silent() throws Exception {
    PGSimpleDataSource source = (PGSimpleDataSource) TestDatabase.postgres();
    try (SilentWire wire = new SilentWire(source.getPortNumbers()[0])) {
      String url = "jdbc:postgresql://127.0.0.1:%d/%s";
      goesOn(hub(url.formatted(wire.port(), source.getDatabaseName()), "embedded"), wire, source);
    }
  }

  @Test
  void capture_goes_on_after_mongodb_went_silent() throws Exception {
    URI uri = URI.create(RealMongo.uri());
    PGSimpleDataSource source = (PGSimpleDataSource) TestDatabase.postgres();
    try (SilentWire wire = new SilentWire(uri.getPort())) {
      String through = "mongodb://127.0.0.1:%d%s?directConnection=true";
      goesOn(hub(source.getUrl(), through.formatted(wire.port(), uri.getPath())), wire, source);
    }
  }

  private static void goesOn(TestSite hub, SilentWire wire, PGSimpleDataSource database)
      throws Exception {
    try (hub;
        var user = database.getConnection()) {
      hub.start(Runner.Mode.BY_ITSELF);
      TestDatabase.run(user, "insert into item values (1)");
      until(() -> captured(user));
      wire.goSilent();
      long cut = System.nanoTime();
      TestDatabase.run(user, "insert into item values (2)");
      until(() -> captured(user));
      assertThat(Duration.ofNanos(System.nanoTime() - cut)).isLessThan(RECOVERY);
    }
  }

  private static boolean captured(java.sql.Connection user) throws Exception {
    return TestDatabase.rows(user, "select 1 from bactrian_change limit 1").isEmpty();
  }
}
