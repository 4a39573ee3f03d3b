package io.bactrian.site;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.monitor.StreamStatus;
import io.bactrian.monitor.Usage;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** A hub and two spokes, the first by HTTP and the second by files, with limits. */
abstract class PartnerLimitsFixture {
  /** What is on hold is tried when the test says so. */
  private static final String PATIENT = "retry.first = 1 h\nretry.most = 1 h\n";

  static final String ARTICLES = "select id, title from article order by id";

  @TempDir Path dir;
  TestSites sites;
  TestSite hq;
  TestSite c1;
  TestSite c2;

  final void start(String settings) throws Exception {
    sites = new TestSites(dir, "files.resend-after = 1 h\n" + PATIENT + settings);
    hq = sites.hq.start();
    c1 = sites.c1.start();
    c2 = sites.c2.start();
  }

  @AfterEach
  void stop() {
    sites.close();
  }

  final StreamStatus stream(int partner) {
    return hq.status().streams().get(partner);
  }

  final Usage usage(int partner, String limit) {
    return stream(partner).limits().stream()
        .filter(usage -> usage.limit().equals(limit))
        .findFirst()
        .orElseThrow();
  }

  /** The other spoke is served as if nothing was. */
  final void goesOn(TestSite spoke, int row) throws Exception {
    spoke.sql("insert into product values (%d, 'other', 100, 1)".formatted(row));
    spoke.exchange();
    hq.exchange();
    assertThat(hq.rows("select title from article where id = " + row)).containsExactly("other");
  }

  final void rounds(int count) throws Exception {
    for (int round = 0; round < count; round++) {
      c1.exchange();
      hq.exchange();
    }
  }
}
