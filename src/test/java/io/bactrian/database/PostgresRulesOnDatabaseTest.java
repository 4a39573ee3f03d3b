package io.bactrian.database;

import java.sql.SQLException;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** The rules in a real PostgreSQL. */
final class PostgresRulesOnDatabaseTest extends RulesOnDatabaseContract {
  @Override
  DataSource database() throws SQLException {
    return TestDatabase.postgres();
  }

  @Override
  boolean looksRowByRow() {
    return false;
  }

  @Test
  void where_an_expression_is_unique_all_columns_of_the_rule_get_other_values()
      throws SQLException {
    open(BOTH);
    sites.hub.run("create unique index \"any_case\" on \"item\" (lower(\"code\"))");
    sites.hub.run("insert into \"item\" values (1, 'A', 'h', 12, 1)");
    sites.spoke.run("insert into \"item\" values (2, 'a', 's', 15, 2)");
    sites.settle();
    everywhere("1 A h 12", "2 a-c1 s-c1 15");
  }
}
