package io.bactrian.site;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.install.Installation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A table gets a column, beside a running site. */
class AlteredTableTest {
  @TempDir Path dir;

  @Test
  void its_rows_are_captured_with_the_columns_they_have() throws Exception {
    try (TestSites sites = new TestSites(dir)) {
      TestSite hq = sites.hq.start();
      TestSite c2 = sites.c2;
      hq.sql("alter table article add column colour varchar(10)");
      hq.sql("insert into article values (1, 'Kettle', 2.50, 3, 'red')");
      hq.exchange();
      assertThat(hq.status().outbox()).isFalse();
      assertThat(hq.status().position()).isEqualTo(1);
      Installation.of(hq.folder).install();

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
