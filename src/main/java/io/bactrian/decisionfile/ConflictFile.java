package io.bactrian.decisionfile;

import io.bactrian.apply.HubRow;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import io.bactrian.decide.ListedQuestion;
import io.bactrian.decide.OpenQuestion;
import io.bactrian.decide.QuestionKind;
import io.bactrian.text.Printable;
import jakarta.xml.bind.annotation.XmlAccessType;
import jakarta.xml.bind.annotation.XmlAccessorType;
import jakarta.xml.bind.annotation.XmlAttribute;
import jakarta.xml.bind.annotation.XmlElement;
import jakarta.xml.bind.annotation.XmlRootElement;
import jakarta.xml.bind.annotation.XmlType;
import java.util.ArrayList;
import java.util.List;

/** A conflict or a parked change that waits for a person, as a document. For one thread. */
@XmlRootElement(name = "conflict")
@XmlAccessorType(XmlAccessType.NONE)
@XmlType(name = "Conflict")
public class ConflictFile {
  @XmlAttribute private String id;
  @XmlAttribute private String version;
  @XmlAttribute private String kind;
  @XmlAttribute private String hub;
  @XmlAttribute private String spoke;
  @XmlAttribute private String table;
  @XmlAttribute private String at;

  /** How the hub's row differs from {@code ours} by now: changed or deleted; null when not. */
  @XmlAttribute private String moved;

  @XmlElement private String reason;

  @XmlElement(name = "column")
  private List<ColumnElement> columns = new ArrayList<>();

  /** The three versions of a column; an element is missing where the row is absent. */
  @XmlAccessorType(XmlAccessType.NONE)
  @XmlType(
      name = "Column",
      propOrder = {"base", "ours", "theirs", "now"})
  static class ColumnElement {
    @XmlAttribute private String name;
    @XmlAttribute private Boolean key;

    /** Whether a person is asked about it. */
    @XmlAttribute private Boolean asked;

    @XmlElement private ValueElement base;
    @XmlElement private ValueElement ours;
    @XmlElement private ValueElement theirs;

    /** Only where the row has moved on since. */
    @XmlElement private ValueElement now;

    private static ColumnElement of(OpenQuestion question, int position) {
      Table table = question.table();
      ColumnElement column = new ColumnElement();
      column.name = table.column(position).name();
      column.key = table.column(position).key() ? true : null;
      column.asked = question.columns().contains(position) ? true : null;
      column.base = value(question.base(), position);
      column.ours = value(question.ours(), position);
      column.theirs = value(question.theirs(), position);
      return column;
    }

    private static ValueElement value(Row row, int position) {
      return row == null ? null : ValueElement.of(row.get(position));
    }
  }

  /**
   * Shows a question.
   *
   * @param question a conflict or a parked change, with its rows
   */
  static ConflictFile of(String hub, OpenQuestion question) {
    ListedQuestion listed = question.listed();
    ConflictFile file = new ConflictFile();
    file.id = listed.id();
    file.version = question.version();
    file.kind = listed.kind().word();
    file.hub = hub;
    file.spoke = listed.spoke();
    file.table = listed.table();
    file.at = listed.at() == null ? null : listed.at().toString();
    file.reason = Printable.of(listed.reason());
    for (int position = 0; position < question.table().width(); position++) {
      file.columns.add(ColumnElement.of(question, position));
    }
    if (listed.kind() == QuestionKind.MANUAL && question.present().size() == 1) {
      file.moved(question, question.present().get(0));
    }
    return file;
  }

  private void moved(OpenQuestion question, HubRow present) {
    Row now = present.row();
    if (now == null) {
      moved = question.ours() == null ? null : "deleted";
    } else if (!now.equals(question.ours())) {
      moved = "changed";
      for (ColumnElement column : columns) {
        int position = present.table().position(column.name);
        column.now = position < 0 ? null : ValueElement.of(now.get(position));
      }
    }
  }

  /** By which the file is named. */
  String id() {
    return id;
  }
}
