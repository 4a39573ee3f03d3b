package io.bactrian.convergence;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.changeset.Key;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs the stories of docs/conflicts.md: what the rows are before, what is written, what stands.
 */
class StoriesTest {
  private static final Path PAGE = Path.of("docs/conflicts.md");
  private static final String BEFORE = "before";
  private static final String AFTER = "after";

  /** Written when all has arrived. */
  private static final String LATER = "later";

  /** At the hub, when all has arrived. */
  private static final String UNDONE = "undone";

  private static final int CELLS = 4;

  /**
   * A story.
   *
   * @param rules what the rules file says of tables
   * @param steps what happens, and the cells of hub and both shops
   */
  record Story(String title, String rules, List<List<String>> steps) {
    @Override
    public String toString() {
      return title;
    }
  }

  static List<Story> stories() throws IOException {
    List<Story> stories = new ArrayList<>();
    String title = "";
    StringBuilder rules = null;
    List<List<String>> steps = new ArrayList<>();
    for (String text : Files.readAllLines(PAGE)) {
      List<String> cells =
          Arrays.stream(text.split("\\|", -1)).skip(1).limit(CELLS).map(String::strip).toList();
      if (text.startsWith("#")) {
        title = text.replaceAll("^#+ ", "");
        rules = null;
      } else if (text.equals("```yaml")) {
        rules = new StringBuilder();
      } else if (rules != null && steps.isEmpty() && !text.startsWith("|") && !text.equals("```")) {
        rules.append(text).append('\n');
      } else if (cells.size() == CELLS && cells.get(0).equals(BEFORE) || !steps.isEmpty()) {
        steps.add(cells);
        if (cells.get(0).equals(AFTER)) {
          stories.add(new Story(title, String.valueOf(rules), List.copyOf(steps)));
          steps.clear();
        }
      }
    }
    return stories;
  }

  @ParameterizedTest
  @MethodSource("stories")
  void a_story_ends_as_it_is_told(Story story) {
    Shops shops = new Shops(story.rules());
    for (List<String> step : story.steps()) {
      if (step.get(0).equals(AFTER)) {
        shops.settle();
        each(shops, step, (site, cell) -> assertThat(shown(site, cell)).isEqualTo(cell));
        continue;
      }
      if (List.of(LATER, UNDONE).contains(step.get(0))) {
        shops.settle();
      }
      if (step.get(0).equals(UNDONE)) {
        shops.undo();
        continue;
      }
      boolean before = step.get(0).equals(BEFORE);
      each(
          shops,
          before ? List.of(BEFORE, step.get(1), "", "") : step,
          (site, cell) -> write(shops, site, cell));
      if (before) {
        shops.settle();
        each(shops, step, (site, cell) -> assertThat(shown(site, cell)).isEqualTo(cell));
      }
    }
  }

  private interface Cell {
    void of(MemorySite site, String cell);
  }

  private static void each(Shops shops, List<String> step, Cell what) {
    List<MemorySite> sites = List.of(shops.hub, shops.shops.get(0), shops.shops.get(1));
    for (int i = 0; i < sites.size(); i++) {
      if (!step.get(i + 1).isEmpty()) {
        what.of(sites.get(i), step.get(i + 1));
      }
    }
  }

  /** {@code item 1: stock 12, price 3; line 7: none}. */
  private static void write(Shops shops, MemorySite site, String cell) {
    List<Object> rows = new ArrayList<>();
    for (String one : cell.split("; ")) {
      String[] parts = one.split(": ", 2);
      Table table = table(site, parts[0]);
      String key = parts[0].split(" ")[1];
      rows.add(table);
      rows.add(parts[1].equals("none") ? key : String.join(",", row(site, table, key, parts[1])));
    }
    shops.write(site, rows.toArray());
  }

  private static Table table(MemorySite site, String row) {
    return site.side.table(row.split(" ")[0]);
  }

  private static CharSequence[] row(MemorySite site, Table table, String key, String columns) {
    Row now = site.row(table, Key.of(key));
    String[] fresh = {key, "code of " + key, "1", "1", "", "2026-01-01", "*"};
    CharSequence[] values = now == null ? Arrays.copyOf(fresh, table.width()) : now.toArray();
    for (String one : columns.split(", ")) {
      String[] parts = one.split(" ", 2);
      values[table.position(parts[0])] = parts[1];
    }
    return values;
  }

  /** The same rows and columns as a cell shows. */
  private static String shown(MemorySite site, String cell) {
    List<String> rows = new ArrayList<>();
    for (String one : cell.split("; ")) {
      String[] parts = one.split(": ", 2);
      Table table = table(site, parts[0]);
      Row row = site.row(table, Key.of(parts[0].split(" ")[1]));
      List<String> columns = new ArrayList<>();
      for (String column :
          parts[1].equals("none") ? List.of("price") : List.of(parts[1].split(", "))) {
        String name = column.split(" ")[0];
        int position = Math.max(table.position(name), 0);
        columns.add(row == null ? "none" : name + " " + row.get(position));
      }
      rows.add(parts[0] + ": " + (row == null ? "none" : String.join(", ", columns)));
    }
    return String.join("; ", rows);
  }

  @Test
  void every_rule_has_a_story() throws IOException {
    String titles = stories().toString();
    for (String rule :
        List.of(
            "hub",
            "spoke",
            "latest",
            "earliest",
            "max",
            "min",
            "add",
            "concat",
            "delete-wins",
            "update-wins",
            "keep-both",
            "manual",
            "bean",
            "must",
            "when")) {
      assertThat(titles).contains("`" + rule + "`");
    }
  }
}
