package io.bactrian.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bactrian.problem.ProblemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoFoldersTest {

  @Test
  void each_site_gets_what_it_needs_and_both_ends_the_same_port(@TempDir Path dir) {
    DemoFolders.write(dir, 12345);
    for (String site : new String[] {"hq", "c1", "c2"}) {
      assertThat(dir.resolve(site))
          .isDirectoryContaining("glob:**/application.properties")
          .isDirectoryContaining("glob:**/schema.sql")
          .isDirectoryContaining("glob:**/tables.yaml");
      assertThat(dir.resolve(site + "/transformers")).isDirectoryContaining("glob:**.yaml");
    }
    assertThat(dir.resolve("hq/conflict-rules/hq.yaml")).exists();
    assertThat(dir.resolve("hq/application.properties")).content().contains("127.0.0.1:12345");
    assertThat(dir.resolve("c1/application.properties"))
        .content()
        .contains("http://127.0.0.1:12345/bactrian/exchange")
        .doesNotContain("8471");
  }

  @Test
  void the_tables_of_every_site_are_created_in_an_empty_database(@TempDir Path dir)
      throws Exception {
    DemoFolders.write(dir, DemoFolders.PORT);
    for (String site : new String[] {"hq", "c1", "c2"}) {
      try (Connection connection = DriverManager.getConnection("jdbc:h2:mem:", "sa", "");
          Statement create = connection.createStatement()) {
        create.execute(Files.readString(dir.resolve(site).resolve("schema.sql")));
        String tables =
            "select count(*) from information_schema.tables where table_schema = 'PUBLIC'";
        assertThat(Story.value(connection, tables)).isEqualTo(site.equals("hq") ? "8" : "9");
      }
    }
  }

  @Test
  void a_folder_that_holds_sites_is_refused(@TempDir Path dir) {
    DemoFolders.write(dir, 8471);
    assertThatThrownBy(() -> DemoFolders.write(dir, 8471))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("exists already")
        .hasMessageContaining("--dir");
  }
}
