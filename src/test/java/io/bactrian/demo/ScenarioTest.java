package io.bactrian.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScenarioTest {

  @Test
  void the_SQL_of_every_step_runs_on_the_shipped_schemas_and_finds_its_rows() throws Exception {
    try (DemoDatabase database = new DemoDatabase()) {
      database.fill(new DemoData(42, 1));
      for (Scenario.Step step : Scenario.steps()) {
        for (Act act : step.acts()) {
          if (act instanceof Act.Sql sql) {
            try (Connection connection = database.connect(sql.site())) {
              Story.execute(connection, sql);
            }
          } else if (act instanceof Act.Show show) {
            for (var query : show.queries().entrySet()) {
              try (Connection connection = database.connect(query.getKey())) {
                assertThat(Story.value(connection, query.getValue())).isNotEmpty();
              }
            }
          }
        }
      }
    }
  }

  @Test
  void every_shipped_rule_is_shown() {
    List<String> headings = Scenario.steps().stream().map(Scenario.Step::heading).toList();
    assertThat(List.of("hub", "spoke", "latest", "add", "manual"))
        .allSatisfy(
            rule -> assertThat(headings).anyMatch(text -> text.contains("rule `" + rule + "`")));
  }

  @Test
  void what_head_office_shows_at_the_start_is_a_row_and_not_a_dash() throws Exception {
    try (DemoDatabase database = new DemoDatabase();
        Connection connection = database.connect("hq")) {
      database.fill(new DemoData(42, 1));
      for (Act act : Scenario.steps().get(0).acts()) {
        if (act instanceof Act.Show show) {
          assertThat(Story.value(connection, show.queries().get("hq"))).isNotEqualTo("–");
        }
      }
    }
  }
}
