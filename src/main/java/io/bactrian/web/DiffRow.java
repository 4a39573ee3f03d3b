package io.bactrian.web;

import io.bactrian.changeset.Column;
import io.bactrian.changeset.Row;
import io.bactrian.decide.OpenQuestion;
import io.bactrian.transform.Values;

/**
 * One column of a question in its three versions. Immutable.
 *
 * @param field number of the column, which names its fields in the form
 * @param type the database's name of the type, and whether NULL is allowed
 * @param differs whether the column is in question and its versions differ
 * @param aside whether its versions differ, though it is not in question here
 * @param oursOther whether ours is another value than base; the same of theirs
 * @param now the hub's value now, where it is no longer ours; else null
 * @param editable whether a value can be written in place of a version
 * @param written what stands in the field to edit: what was written there before, or theirs
 * @param picked version that is chosen: {@code ours}, {@code theirs}, {@code base} or {@code edit}
 * @param fault what is wrong with what was written; null for nothing
 */
record DiffRow(
    int field,
    String name,
    String type,
    boolean key,
    boolean differs,
    boolean aside,
    Shown base,
    Shown ours,
    Shown theirs,
    boolean oursOther,
    boolean theirsOther,
    Shown now,
    boolean editable,
    String written,
    String picked,
    String fault) {
  /** Longest value, in characters, that can be edited on the page. */
  static final int EDITABLE = 20_000;

  static DiffRow of(OpenQuestion question, int c, boolean decides, Draft draft) {
    Column column = question.table().column(c);
    boolean inQuestion = question.columns().contains(c);
    boolean oursOther = other(column, c, question.base(), question.ours());
    boolean theirsOther = other(column, c, question.base(), question.theirs());
    boolean between =
        oursOther
            || theirsOther
            || question.ours() != null && other(column, c, question.ours(), question.theirs());
    String theirs = question.theirs() == null ? null : question.theirs().get(c);
    return new DiffRow(
        c,
        column.name(),
        column.nativeType() + (column.nullable() ? "" : ", not null"),
        column.key(),
        inQuestion && between,
        !inQuestion && between && question.ours() != null && question.theirs() != null,
        shown(question.base(), c),
        shown(question.ours(), c),
        shown(question.theirs(), c),
        oursOther,
        theirsOther,
        now(question, column, c),
        decides && inQuestion && !column.key() && (theirs == null || theirs.length() <= EDITABLE),
        draft.written(c, theirs),
        draft.picked(c),
        draft.fault(c));
  }

  private static Shown shown(Row row, int c) {
    return row == null ? Shown.noRow() : Shown.of(row.get(c));
  }

  /** A side without a row has no other value; the page says so above. */
  private static boolean other(Column column, int c, Row one, Row another) {
    if (one == null || another == null) {
      return one != another;
    }
    return !Values.same(column, one.get(c), another.get(c));
  }

  private static Shown now(OpenQuestion question, Column column, int c) {
    if (question.ours() == null || question.present().size() != 1) {
      return null;
    }
    Row now = question.present().get(0).row();
    boolean comparable = now != null && question.present().get(0).table().width() > c;
    return comparable && other(column, c, question.ours(), now) ? Shown.of(now.get(c)) : null;
  }

  /** Why a column whose versions differ is not in question here. */
  String besides() {
    return oursOther == theirsOther ? "asked apart" : "changed by one side";
  }

  boolean chooses(String side) {
    return picked.equals(side);
  }

  /** Whether the value to edit has several lines or is long. */
  boolean multiline() {
    return written.length() > 80 || written.indexOf('\n') >= 0;
  }
}
