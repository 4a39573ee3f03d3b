package io.bactrian.web;

import io.bactrian.apply.HubRow;
import io.bactrian.changelog.Act;
import io.bactrian.changelog.Note;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import io.bactrian.database.LinkedRows;
import io.bactrian.decide.Links;
import io.bactrian.decide.ListedQuestion;
import io.bactrian.decide.OpenQuestion;
import io.bactrian.decide.QuestionKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * One question as the page shows it. Immutable.
 *
 * @param rows its columns; empty for a held row
 * @param side of each version, in words: that the row is absent, or how it was meant
 * @param why how it was decided or why it waits, line by line; empty when that is not known
 * @param fault what kept a decision from being taken; null for nothing
 */
record QuestionPage(
    OpenQuestion question,
    List<DiffRow> rows,
    List<Linked> linked,
    List<Event> events,
    List<String> why,
    String fault,
    Instant now) {
  private static final int FIELDS = 5;

  /**
   * A row that is linked with the one in question.
   *
   * @param how parent or child, and by which columns
   * @param fields the first of its values by column
   */
  record Linked(String how, String title, List<Field> fields, String more) {}

  /** A column and its value. */
  record Field(String name, String value) {}

  /** Something that a person or a rule did, or wrote. */
  record Event(String who, String what, String text, Instant at) {}

  static QuestionPage of(
      OpenQuestion question,
      List<Links> links,
      List<String> why,
      boolean decides,
      Draft draft,
      String fault,
      Instant now) {
    Table table = question.table();
    List<DiffRow> rows =
        table == null
            ? List.of()
            : IntStream.range(0, table.width())
                .mapToObj(c -> DiffRow.of(question, c, decides, draft))
                .toList();
    List<Linked> linked = new ArrayList<>();
    if (question.listed().kind() == QuestionKind.PARKED) {
      question.present().forEach(one -> linked.add(present(one)));
    }
    linked.addAll(linked(links));
    return new QuestionPage(question, rows, linked, events(question), why, fault, now);
  }

  private static Linked present(HubRow row) {
    return row.row() == null
        ? new Linked("In question at the hub", row.table().name() + ": no row now", List.of(), null)
        : linked("In question at the hub, as it is now", row.table(), row.row(), null);
  }

  ListedQuestion listed() {
    return question.listed();
  }

  String key() {
    return listed().key() == null ? "unknown" : Shown.line(listed().key());
  }

  String since() {
    return listed().at() == null
        ? "changeset " + listed().changeset()
        : Ages.ago(listed().at(), now) + " (" + Ages.exact(listed().at()) + ")";
  }

  boolean manual() {
    return listed().kind() == QuestionKind.MANUAL;
  }

  boolean parked() {
    return listed().kind() == QuestionKind.PARKED;
  }

  boolean held() {
    return listed().kind() == QuestionKind.HELD;
  }

  boolean decided() {
    return listed().kind() == QuestionKind.DECIDED;
  }

  boolean canDecide() {
    return manual() || parked();
  }

  /** Whether versions can be picked column by column: both sides have the row, or one is edited. */
  boolean byColumn() {
    return manual() && question.ours() != null && question.theirs() != null
        || parked() && question.theirs() != null;
  }

  /** What the button for our side does. */
  String ours() {
    if (parked()) {
      return "Drop the change";
    }
    if (question.ours() != null) {
      return "Keep ours";
    }
    if (question.letIn()) {
      return "Keep ours: the row as it was let in";
    }
    return thereNow() ? "Keep ours: delete the row that has come since" : "Keep ours: no row";
  }

  /** What the button for the spoke's side does. */
  String theirs() {
    if (parked()) {
      return "Try it again";
    }
    if (question.theirs() == null) {
      return thereNow() ? "Take theirs: delete the row" : "Take theirs: no row";
    }
    return question.ours() == null && !question.letIn() && !thereNow()
        ? "Take theirs: insert the row"
        : "Take theirs";
  }

  private boolean thereNow() {
    return question.present().stream().anyMatch(row -> row.row() != null);
  }

  /** With which values the rule let the spoke's row in; empty when it did not. */
  List<Field> letIn() {
    if (!question.letIn()) {
      return List.of();
    }
    Row row = question.history().decision().row();
    return question.columns().stream()
        .map(c -> new Field(question.table().column(c).name(), value(row, c)))
        .toList();
  }

  private static String value(Row row, int c) {
    return row.get(c) == null ? "NULL" : Shown.line(row.get(c));
  }

  /** What the table of versions shows. */
  String heading() {
    if (parked()) {
      return question.theirs() == null
          ? "The row that %s deleted".formatted(listed().spoke())
          : question.base() == null
              ? "The row that %s inserted".formatted(listed().spoke())
              : "The row that %s changed".formatted(listed().spoke());
    }
    boolean here = question.ours() != null || question.letIn();
    if (!here || question.theirs() == null) {
      return here
          ? "The hub had the row, %s had none".formatted(listed().spoke())
          : question.theirs() == null
              ? "Neither side had the row"
              : "The hub had no row, %s had one".formatted(listed().spoke());
    }
    long differ = rows.stream().filter(DiffRow::differs).count();
    return differ == 1
        ? "One of %d columns is in question".formatted(rows.size())
        : "%d of %d columns are in question".formatted(differ, rows.size());
  }

  private static List<Linked> linked(List<Links> links) {
    List<Linked> all = new ArrayList<>();
    for (Links link : links) {
      for (LinkedRows.Parent parent : link.parents()) {
        String how = "Parent, by " + String.join(", ", parent.by().columns());
        all.add(
            parent.row() == null
                ? new Linked(how, parent.table().name() + ": missing at the hub", List.of(), null)
                : linked(how, parent.table(), parent.row(), null));
      }
      for (LinkedRows.Children children : link.children()) {
        String how = "Refers to it by " + String.join(", ", children.by().columns());
        for (int i = 0; i < children.first().size(); i++) {
          boolean last = i + 1 == children.first().size() && children.count() > i + 1;
          String more =
              last ? "%,d more in %s".formatted(children.count() - i - 1, children.table()) : null;
          all.add(linked(how, children.table(), children.first().get(i), more));
        }
      }
    }
    return all;
  }

  private static Linked linked(String how, Table table, Row row, String more) {
    List<Field> fields =
        IntStream.range(0, Math.min(FIELDS, table.width()))
            .mapToObj(c -> new Field(table.column(c).name(), value(row, c)))
            .toList();
    return new Linked(how, table.name(), fields, more);
  }

  private static List<Event> events(OpenQuestion question) {
    List<Event> events = new ArrayList<>();
    if (question.settledBy() != null) {
      boolean dropped = Objects.equals(question.history().decision().row(), question.ours());
      String what =
          dropped
              ? "dropped the parked change, or gave it other values"
              : "had the parked change written";
      events.add(new Event(question.settledBy(), what, null, question.listed().at()));
    }
    for (Act act : question.history().acts()) {
      String what = act.kind() == Act.Kind.UNDONE ? "undid it" : "decided";
      events.add(new Event(act.by(), what + ": " + Shown.line(act.how()), act.note(), act.at()));
    }
    for (Note note : question.history().notes()) {
      events.add(new Event(note.by(), "noted", note.text(), note.at()));
    }
    events.sort(java.util.Comparator.comparing(Event::at));
    return events;
  }

  static String exact(Instant at) {
    return Ages.exact(at);
  }
}
