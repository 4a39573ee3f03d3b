package io.bactrian.site;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.monitor.KeptLog;
import io.bactrian.monitor.SiteStatus;
import io.bactrian.monitor.StreamStatus;
import io.bactrian.route.Retention;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Instant;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole sites: who keeps the log from being purged. */
class LogHoldersTest {
  @TempDir private Path dir;
  private TestSites sites;
  private TestSite hq;

  @BeforeEach
  void start() throws Exception {
    sites = new TestSites(dir);
    hq = sites.hq.start();
  }

  @AfterEach
  void stop() {
    sites.close();
  }

  /** c1 has confirmed the first, c2 nothing. */
  private void oneIsFurther() throws Exception {
    TestSite c1 = sites.c1.start();
    hq.sql("insert into article values (1, 'pen', 1.50, 10)");
    hq.exchange();
    c1.exchange();
    c1.exchange();
    hq.sql("insert into article values (2, 'ink', 7.25, 4)");
    hq.sql("update article set title = 'inks' where id = 2");
    hq.exchange();
  }

  @Test
  void who_holds_most_is_named_first_with_entries_bytes_and_age() throws Exception {
    Instant before = Instant.now();
    oneIsFurther();
    SiteStatus status = hq.status();
    assertThat(status.holders()).extracting(StreamStatus::partner).containsExactly("c2", "c1");
    KeptLog most = status.holders().get(0).kept();
    KeptLog less = status.holders().get(1).kept();
    assertThat(most.entries()).isEqualTo(status.position());
    assertThat(less.entries()).isEqualTo(2);
    assertThat(most.bytes()).isGreaterThan(less.bytes());
    assertThat(less.bytes()).isPositive();
    assertThat(most.since()).isBetween(before.minusSeconds(1), less.since());
    assertThat(most.age()).isGreaterThanOrEqualTo(less.age());
    assertThat(less.toString()).matches("2 entries, about \\d+ KiB, since \\S+ \\(\\d+ s\\)");
  }

  @Test
  void what_it_says_is_what_the_purge_leaves() throws Exception {
    oneIsFurther();
    sites.c2.start();
    sites.byFiles();
    sites.byFiles();
    SiteStatus status = hq.status();
    long kept = status.holders().get(0).kept().entries();
    assertThat(status.holders().get(0).partner()).isEqualTo("c1");
    hq.site().partnerCare().abandon("c2");
    purge();
    assertThat(hq.site().changelog().first()).isLessThanOrEqualTo(status.position() - kept + 1);
    hq.site().partnerCare().abandon("c1");
    assertThat(hq.status().holders()).isEmpty();
    purge();
    assertThat(hq.site().changelog().first()).isEqualTo(hq.status().position() + 1);
    assertThat(hq.status().holders()).isEmpty();
  }

  @Test
  void a_spoke_keeps_what_its_hub_has_not_marked() throws Exception {
    TestSite c2 = sites.c2.start();
    c2.sql("insert into product values (2, 'ink', 725, 4)");
    c2.exchange();
    assertThat(c2.status().streams().get(0).kept().entries()).isEqualTo(1);
    sites.byFiles();
    sites.byFiles();
    long marked = c2.site().storedStreams().state("hq").acknowledgedPosition();
    assertThat(marked).isPositive();
    assertThat(c2.status().streams().get(0).kept().entries())
        .isEqualTo(c2.status().position() - marked);
  }

  @Test
  void jmx_tells_it_too() throws Exception {
    oneIsFurther();
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    ObjectName site = new ObjectName("io.bactrian:type=Site,site=\"hq\"");
    ObjectName stream = new ObjectName("io.bactrian:type=Stream,site=\"hq\",partner=\"c1\"");
    assertThat((String[]) server.getAttribute(site, "KeptFor"))
        .satisfiesExactly(
            first -> assertThat(first).startsWith("c2: "),
            second -> assertThat(second).startsWith("c1: 2 entries, about "));
    assertThat(server.getAttribute(stream, "KeptEntries")).isEqualTo(2L);
    assertThat((long) server.getAttribute(stream, "KeptBytes")).isPositive();
    assertThat((long) server.getAttribute(stream, "SecondsKept")).isNotNegative();
  }

  private void purge() {
    Retention retention = (Retention) hq.site().beans().get("purge");
    Exchange exchange = new DefaultExchange(new DefaultCamelContext());
    retention.settle(exchange);
    retention.purge(exchange);
  }
}
