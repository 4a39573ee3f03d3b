package io.bactrian.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.database.dialect.Consequence;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** The tables of {@code docs/databases.md} are the ones that the dialects go by. */
class RefusalsInDocumentsTest {
  private static final Map<String, Consequence> WORDS =
      Map.of(
          "the row waits", Consequence.PARKS,
          "if raised", Consequence.PARKS_IF_RAISED,
          "tried again", Consequence.RETRIES);
  private static final Pattern STATE = Pattern.compile("`([0-9A-Z]{2}|[0-9A-Z]{5})`");

  @Test
  void the_page_says_of_each_error_of_postgresql_what_follows() throws Exception {
    assertThat(documented("PostgreSQL")).isEqualTo(refusals(TestDatabase.postgres()));
  }

  @Test
  void the_page_says_of_each_error_of_h2_what_follows() throws Exception {
    assertThat(documented("H2")).isEqualTo(refusals(TestDatabase.h2()));
  }

  private static Map<String, Consequence> refusals(DataSource source) throws SQLException {
    try (Connection connection = source.getConnection()) {
      return Dialects.of(connection).refusals().consequences();
    }
  }

  private static Map<String, Consequence> documented(String database) throws IOException {
    List<String> lines = Files.readAllLines(Path.of("docs/databases.md"));
    int head =
        lines.indexOf("| on " + database + ", SQLSTATE or class | what it is | what follows |");
    Map<String, Consequence> states = new TreeMap<>();
    for (String line : lines.subList(head + 2, lines.indexOf("## Sessions on PostgreSQL"))) {
      if (line.isEmpty()) {
        break;
      }
      String[] cells = line.split(" ?\\| ?");
      String known = cells[1].replaceAll("classes that .*", "");
      STATE
          .matcher(known)
          .results()
          .map(MatchResult::group)
          .forEach(state -> states.put(state.replace("`", ""), WORDS.get(cells[3].strip())));
    }
    return states;
  }
}
