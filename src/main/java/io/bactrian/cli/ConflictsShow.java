package io.bactrian.cli;

import io.bactrian.apply.HubRow;
import io.bactrian.changelog.Act;
import io.bactrian.changelog.Note;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import io.bactrian.decide.ListedQuestion;
import io.bactrian.decide.OpenQuestion;
import io.bactrian.decide.OpenQuestion.History;
import io.bactrian.decide.QuestionKind;
import io.bactrian.site.Site;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows one conflict, parked change or held row with its rows. */
@Command(
    name = "show",
    description = {
      "Shows base, ours and theirs of one, column by column, with what was decided and the hub's row"
          + " now. They may be confidential.",
      "A star marks a column in question."
    },
    mixinStandardHelpOptions = true)
final class ConflictsShow implements Callable<Integer> {
  private static final int WIDTH = 26;

  @Spec private CommandSpec spec;
  @Mixin private SiteOption site;

  @Parameters(paramLabel = "ID", description = "From the list; its beginning is enough.")
  private String id;

  /** A column of what is printed; {@code row} is null when absent. */
  private record Side(String title, Table table, Row row) {
    String value(String column) {
      int position = table.position(column);
      String value = row == null || position < 0 ? null : row.get(position);
      return row == null || position < 0 ? "(absent)" : value == null ? "NULL" : value;
    }
  }

  @Override
  public Integer call() {
    try (Site opened = Site.open(site.folder())) {
      Screen out = Screen.out(spec);
      show(opened.decisions().questions().find(id, true), out);
      out.flush();
    }
    return ExitCode.OK.number();
  }

  private static void show(OpenQuestion question, Screen out) {
    ListedQuestion q = question.listed();
    out.line(
        "%s %s: table %s, key %s, %s %s",
        q.kind().word(),
        q.id(),
        q.table(),
        q.key() == null ? "unknown, because no side has the row" : q.key(),
        q.kind() == QuestionKind.HELD ? "held at" : "change of",
        q.spoke());
    out.say(q.reason());
    if (q.kind() == QuestionKind.HELD) {
      out.say(ConflictsList.HELD);
    } else {
      columns(question, out);
      if (q.kind() == QuestionKind.PARKED) {
        question.present().forEach(row -> hubRow(row, out));
      }
    }
    history(question, out);
    if (q.kind() == QuestionKind.MANUAL || q.kind() == QuestionKind.PARKED) {
      out.line("To decide on exactly this: resolve --seen %s", question.version());
    }
  }

  private static void columns(OpenQuestion question, Screen out) {
    Table table = question.table();
    List<Side> sides = new ArrayList<>();
    sides.add(new Side("base", table, question.base()));
    sides.add(new Side("ours", table, question.ours()));
    sides.add(new Side("theirs", table, question.theirs()));
    if (question.history().decision() != null) {
      sides.add(new Side("by rule", table, question.history().decision().row()));
      question.present().forEach(row -> sides.add(new Side("now", row.table(), row.row())));
    }
    print("column", sides, Side::title, out);
    for (int c = 0; c < table.width(); c++) {
      String mark = question.columns().contains(c) ? "* " : "  ";
      String name = table.column(c).name();
      print(mark + name, sides, side -> side.value(name), out);
    }
  }

  private static void print(String first, List<Side> sides, Function<Side, String> of, Screen out) {
    List<String> cells = new ArrayList<>(List.of(first));
    sides.forEach(side -> cells.add(of.apply(side)));
    out.line(("%-" + WIDTH + "s ").repeat(cells.size()).strip(), cells.toArray());
  }

  private static void hubRow(HubRow row, Screen out) {
    out.line("at the hub, table %s:", row.table());
    List<Side> sides =
        List.of(
            new Side("now", row.table(), row.row()),
            new Side("as it would be", row.table(), row.coming()));
    row.table().columns().forEach(c -> print("  " + c.name(), sides, s -> s.value(c.name()), out));
  }

  private static void history(OpenQuestion question, Screen out) {
    History history = question.history();
    if (question.settledBy() != null) {
      out.line("a parked change, settled by %s", question.settledBy());
    } else if (history.decision() != null) {
      out.line("rule `%s`, version %d", history.decision().rule(), history.decision().version());
    }
    for (Act act : history.acts()) {
      out.line(
          "%s by %s at %s: %s%s",
          act.kind() == Act.Kind.UNDONE ? "undone" : "decided",
          act.by(),
          act.at(),
          act.how(),
          act.note() == null ? "" : " (" + act.note() + ")");
    }
    for (Note note : history.notes()) {
      out.line("note by %s at %s: %s", note.by(), note.at(), note.text());
    }
  }
}
