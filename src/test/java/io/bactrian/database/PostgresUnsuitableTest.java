package io.bactrian.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bactrian.database.dialect.Finding.Kind;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What tables.yaml may name by mistake is called what it is. */
class PostgresUnsuitableTest {
  private static final String[] ALL = {
    "create table base (id int primary key)",
    "create view seen as select * from base",
    "create materialized view kept as select * from base",
    "create unlogged table fleeting (id int primary key)",
    "create temporary table passing (id int primary key)",
    "create table parent (id int primary key)",
    "create table child (primary key (id)) inherits (parent)",
    "create table part (id int primary key) partition by range (id)",
    "create table part_1 partition of part for values from (0) to (10)",
    "create sequence numbers",
    "create foreign data wrapper far",
    "create server there foreign data wrapper far",
    "create foreign table abroad (id int) server there",
    "create schema other",
    "create view other.seen as select * from base"
  };

  @ParameterizedTest
  @CsvSource({
    "seen, a view",
    "other.seen, a view",
    "kept, a materialized view",
    "fleeting, an unlogged table",
    "passing, a temporary table",
    "parent, part of an inheritance tree",
    "child, part of an inheritance tree",
    "part_1, a partition of `part`",
    "abroad, a foreign table"
  })
  void each_is_named_as_what_it_is(String name, String what) throws SQLException {
    try (Neighbourhood here = Neighbourhood.postgres(ALL)) {
      assertThat(here.refused(Kind.TABLE_UNSUITABLE, name))
          .startsWith("`%s` can't be tracked: it is %s".formatted(name, what));
    }
  }

  @Test
  void without_names_only_tables_that_can_be_tracked_are_read() throws SQLException {
    try (Neighbourhood here = Neighbourhood.postgres(ALL)) {
      assertThat(Catalog.read(here.db, here.dialect, null, Map.of()).tables().keySet())
          .isEqualTo(java.util.Set.copyOf(List.of("base", "part")));
    }
  }

  @Test
  void a_table_that_has_lost_its_children_can_be_tracked() throws SQLException {
    try (Neighbourhood here = Neighbourhood.postgres(ALL)) {
      TestDatabase.run(here.db, "drop table child");
      here.install("parent");
      assertThat(here.check("parent")).isEmpty();
    }
  }

  /** PostgreSQL itself lets no table with a primary key have such a partition. */
  @Test
  void a_table_with_partitions_in_another_server_has_no_key() throws SQLException {
    try (Neighbourhood here =
        Neighbourhood.postgres(
            "create table part (id int not null) partition by range (id)",
            "create foreign data wrapper far",
            "create server there foreign data wrapper far",
            "create foreign table abroad partition of part for values from (0) to (10) server there")) {
      assertThatThrownBy(() -> TestDatabase.run(here.db, "alter table part add primary key (id)"))
          .hasMessageContaining("foreign table");
      here.refused(Kind.TABLE_WITHOUT_KEY, "part");
    }
  }
}
