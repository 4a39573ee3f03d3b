package io.bactrian.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bactrian.database.tiny.TinyDriver;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DialectsTest {

  @Test
  void each_kind_is_known_by_its_product() throws SQLException {
    try (Connection h2 = TestDatabase.h2().getConnection();
        Connection postgres = TestDatabase.postgres().getConnection();
        Connection tiny = TestDatabase.tiny().getConnection()) {
      assertThat(Dialects.of(h2).name()).isEqualTo("H2");
      assertThat(Dialects.of(postgres).name()).isEqualTo("PostgreSQL");
      assertThat(Dialects.of(tiny).name()).isEqualTo("Tiny");
    }
  }

  @Test
  void a_database_that_is_too_old_is_refused_with_those_that_are_supported() throws SQLException {
    try (Connection old =
        TinyDriver.reporting("PostgreSQL", 12, TestDatabase.h2().getConnection())) {
      assertThatThrownBy(() -> Dialects.of(old))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("the database is PostgreSQL 12")
          .hasMessageContaining("PostgreSQL from 13 and H2 from 2")
          .hasMessageContaining("Tiny from 2");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "jdbc:h2:./data/x;A=B, jdbc:h2:file:/sites/hq/data/x;A=B",
    "jdbc:h2:file:./x, jdbc:h2:file:/sites/hq/x",
    "jdbc:h2:mem:x, jdbc:h2:mem:x",
    "jdbc:tiny:file:./x, jdbc:tiny:file:/sites/hq/x",
    "jdbc:postgresql://db/./x, jdbc:postgresql://db/./x"
  })
  void a_relative_file_is_one_of_the_sites_folder(String url, String located) {
    assertThat(Dialects.inFolder(url, Path.of("/sites/hq"))).isEqualTo(located);
  }

  @ParameterizedTest
  @CsvSource({
    "08001, true",
    "53300, true",
    "57P03, true",
    "90020, true",
    "90067, true",
    "28P01, false",
    "3D000, false",
    "90013, false",
    ", false"
  })
  void that_a_database_is_down_full_or_locked_may_pass(String state, boolean passes) {
    assertThat(Dialects.mayPass(new SQLException("refused", state))).isEqualTo(passes);
  }
}
