package io.bactrian.site;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What is done to the triggers and tables of a running site is noticed while it runs. */
class HealthTest {
  @TempDir private Path dir;

  @Test
  void what_happens_to_triggers_and_tables_is_said_once_and_once_when_it_is_over()
      throws Exception {
    Logger log = (Logger) LoggerFactory.getLogger(Health.class);
    ListAppender<ILoggingEvent> said = new ListAppender<>();
    said.start();
    log.addAppender(said);
    try (TestSites sites = new TestSites(dir)) {
      TestSite hq = sites.hq.start();
      Health health = hq.site().problems().health();
      health.compareTriggers();
      assertThat(hq.status().faults()).isEmpty();
      assertThat(said.list).isEmpty();

      hq.sql("alter table article add column colour varchar(10)");
      health.compareTriggers();
      health.compareTriggers();
      List<String> faults = hq.status().faults();
      assertThat(faults)
          .isNotEmpty()
          .allMatch(fault -> fault.contains("`article`") && fault.contains("bactrian install"));
      assertThat(said.list)
          .hasSize(faults.size())
          .allMatch(event -> event.getLevel() == Level.ERROR);
      assertThat(RunningState.read(new SiteFolder(hq.folder)).faults()).isEqualTo(faults);
      assertThat(faultsOverJmx()).isEqualTo(faults.toArray());

      said.list.clear();
      hq.sql("alter table article drop column colour");
      health.compareTriggers();
      health.compareTriggers();
      assertThat(hq.status().faults()).isEmpty();
      assertThat(said.list)
          .hasSize(faults.size())
          .allMatch(event -> event.getLevel() == Level.INFO);
      assertThat(faultsOverJmx()).isEqualTo(new Object[0]);
      hq.stop();
      assertThat(RunningState.read(new SiteFolder(hq.folder)).faults()).isEmpty();
    } finally {
      log.detachAppender(said);
    }
  }

  private static Object faultsOverJmx() throws Exception {
    return ManagementFactory.getPlatformMBeanServer()
        .getAttribute(new ObjectName("io.bactrian:type=Site,site=\"hq\""), "Faults");
  }
}
