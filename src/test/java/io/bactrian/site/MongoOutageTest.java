package io.bactrian.site;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.changelog.Mongod;
import io.bactrian.changelog.RealMongo;
import io.bactrian.monitor.StoreSilence;
import io.bactrian.wire.FreePort;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A hub whose MongoDB is killed and comes back. */
class MongoOutageTest {
  private static final String OFTEN =
      "retry.first = 100 ms\nretry.most = 1 s\ncapture.interval = 20 ms\nfiles.resend-after = 1 s\n";

  @TempDir private Path dir;
  private Process mongod;

  @AfterEach
  void stop() throws Exception {
    if (mongod != null) {
      mongod.destroyForcibly().waitFor();
    }
  }

  @Test
  void a_mongodb_that_is_killed_and_comes_back_is_used_again_and_nothing_is_lost()
      throws Exception {
    String binary = RealMongo.binary();
    Path data = Files.createDirectories(dir.resolve("mongod"));
    int port = FreePort.next();
    mongod = Mongod.start(binary, data, port);
    Mongod.initiate(port);
    try (TestSites sites = new TestSites(dir, OFTEN)) {
      TestSite hq = sites.hq;
      Files.writeString(
          hq.folder.resolve("application.properties"),
          "changelog.uri = %s\n".formatted(Mongod.uri(port)),
          java.nio.file.StandardOpenOption.APPEND);
      hq.start(Runner.Mode.BY_ITSELF);
      sites.c1.start(Runner.Mode.BY_ITSELF);
      sites.c2.start(Runner.Mode.BY_ITSELF);
      hq.sql("insert into article values (1, 'pen', 1.50, 10)");
      until(() -> sites.c1.rows("select * from product").size() == 1);
      until(() -> sites.c2.rows("select * from product").size() == 1);
      mongod.destroyForcibly().waitFor();
      hq.sql("insert into article values (2, 'ink', 7.25, 4)");
      sites.c1.sql("update product set label = 'red pen'");
      sites.c2.sql("insert into product values (3, 'pad', 300, 1)");
      until(() -> !hq.site().problems().outages().now().isEmpty());
      until(() -> StoreSilence.of(hq.site().problems().outages().now()).containsKey("changelog"));
      until(() -> !sites.c1.site().problems().outages().now().isEmpty());
      mongod = Mongod.start(binary, data, port);
      String all = "select title from article order by id";
      until(() -> String.join(",", hq.rows(all)).equals("red pen,ink,pad"));
      for (TestSite shop : new TestSite[] {sites.c1, sites.c2}) {
        String labels = "select label from product order by code";
        until(() -> shop.rows(labels).equals(hq.rows(all)));
      }
      for (TestSite site : new TestSite[] {hq, sites.c1, sites.c2}) {
        until(() -> site.site().problems().outages().now().isEmpty());
      }
    }
  }

  private static void until(Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
    while (!condition.call()) {
      assertThat(System.nanoTime()).as("still waiting").isLessThan(deadline);
      LockSupport.parkNanos(20_000_000);
    }
  }
}
