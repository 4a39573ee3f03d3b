package io.bactrian.cli;

import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import io.bactrian.decide.Preview;
import io.bactrian.decide.Questions;
import java.util.Objects;

/**
 * Prints what a decision would do to a row, under the name by which exactly this can be decided.
 *
 * @param version of the question
 */
record RowPreview(Preview preview, String version) {

  void print(Screen out) {
    Row before = preview.before();
    Row after = preview.after();
    out.line(
        "%s@%s %s %s: %s",
        Questions.abbreviated(preview.question().id()),
        version,
        preview.table(),
        preview.question().key() == null ? "unknown" : preview.question().key(),
        what());
    Table table = preview.table();
    for (int c = 0; preview.changes() && c < table.width(); c++) {
      String old = before == null ? null : before.get(c);
      String next = after == null ? null : after.get(c);
      if (!Objects.equals(old, next)) {
        out.line("  %-24s %s → %s", table.column(c).name(), shown(old), shown(next));
      }
    }
  }

  private String what() {
    if (!preview.changes()) {
      return "stays as it is";
    }
    return preview.before() == null ? "inserted" : preview.after() == null ? "deleted" : "updated";
  }

  private static String shown(String value) {
    return value == null ? "NULL or absent" : value;
  }
}
