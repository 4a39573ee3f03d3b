package io.bactrian.database;

import static org.assertj.core.api.Assertions.assertThat;

import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

class TinyOutboxTest extends OutboxContract {
  @Override
  DataSource database() {
    return TestDatabase.tiny();
  }

  @Test
  void its_dialect_is_chosen_by_the_name_of_the_product() {
    assertThat(dialect.name()).isEqualTo("Tiny");
    assertThat(dialect.quote("s.item")).isEqualTo("`s`.`item`");
  }
}
