package io.bactrian.site;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.install.Installation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A table gets a column, and `install` is run, beside a running site. */
class AlteredTableTest {
  @TempDir Path dir;

  @Test
  void its_rows_wait_in_the_outbox_until_the_site_is_started_again() throws Exception {
    try (TestSites sites = new TestSites(dir)) {
      TestSite hq = sites.hq.start();
      TestSite c2 = sites.c2;
      hq.sql("alter table article add column colour varchar(10)");
      Installation.of(hq.folder).install();
      hq.sql("insert into article values (1, 'Kettle', 2.50, 3, 'red')");
      assertThat(hq.exchange())
          .anySatisfy(
              failed ->
                  assertThat(failed)
                      .contains("`article` with 5 values", "4 columns", "start the site again"));
      assertThat(hq.status().outbox()).isTrue();
      assertThat(hq.status().position()).isZero();

      hq.stop();
      for (TestSite site : List.of(hq, c2)) {
        Path mapping = site.folder.resolve("transformers/office-to-shop.yaml");
        Files.writeString(
            mapping,
            Files.readString(mapping)
                .replace("stock: stock}\n", "stock: stock}\n    drop: [colour]\n"));
      }
      hq.start();
      c2.start();
      sites.byFiles();
      assertThat(c2.rows("select label, stock from product")).isEqualTo(List.of("Kettle|3"));
    }
  }
}
