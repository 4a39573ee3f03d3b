package io.bactrian.site;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.config.SiteConfiguration;
import io.bactrian.install.Installation;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole sites on a database of which only a dialect among the tests knows. */
class AnotherDatabaseTest {
  private TestSites sites;

  @BeforeEach
  void install(@TempDir Path folder) throws Exception {
    sites = new TestSites(folder, TestSites.SOON, "jdbc:tiny");
  }

  @AfterEach
  void stop() {
    sites.close();
  }

  @Test
  void sites_on_it_are_installed_checked_and_kept_in_step() throws Exception {
    TestSite hq = sites.hq;
    TestSite c2 = sites.c2;
    assertThat(Installation.of(SiteConfiguration.read(hq.folder)).findings().faults()).isEmpty();
    hq.start();
    c2.start();
    assertThat(hq.site().database().dialect().name()).isEqualTo("Tiny");

    hq.sql("insert into article values (1, 'pen', 1.50, 10)");
    c2.sql("insert into product values (2, 'ink', 725, 4)");
    sites.byFiles();
    assertThat(c2.rows("select code, label, cents from product order by code"))
        .containsExactly("1|pen|150", "2|ink|725");

    hq.sql("update article set stock = stock + 5, title = 'red pen' where id = 1");
    c2.sql("update product set stock = stock - 3, label = 'my pen' where code = 1");
    sites.byFiles();
    c2.exchange();
    assertThat(hq.rows("select title, stock from article where id = 1"))
        .containsExactly("red pen|12");
    assertThat(c2.rows("select label, stock from product where code = 1"))
        .containsExactly("red pen|12");

    hq.sql("delete from article where id = 2");
    sites.byFiles();
    assertThat(c2.rows("select code from product")).containsExactly("1");
    assertThat(hq.status().streams().get(1).pendingChanges()).isZero();
  }
}
