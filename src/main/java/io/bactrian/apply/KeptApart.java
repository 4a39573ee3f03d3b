package io.bactrian.apply;

import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Schema.ForeignKey;
import io.bactrian.changeset.Table;
import io.bactrian.transform.RowPart;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Rows of a spoke that are kept here under another key than the spoke gave them ({@code
 * keep-both}). Until it learns of the new key, what it says of the row, and of rows that refer to
 * it, is about the row with the new key. For one thread.
 */
final class KeptApart {
  private final List<ForeignKey> references;
  private final Map<RowId, Moved> moved = new LinkedHashMap<>();

  /**
   * @param sent the spoke's row, in our columns
   * @param kept the same under its new key
   */
  private record Moved(Table table, Row sent, Row kept) {}

  /**
   * @param references foreign keys of rows that follow
   */
  KeptApart(List<ForeignKey> references) {
    this.references = references;
  }

  /** One that begins with what is known so far, for an attempt that may be in vain. */
  KeptApart attempt() {
    KeptApart copy = new KeptApart(references);
    copy.moved.putAll(moved);
    return copy;
  }

  void kept(Table table, Row sent, Row kept) {
    moved.put(new RowId(table.name(), table.keyOf(sent)), new Moved(table, sent, kept));
  }

  /** The change as it is about our rows. It reaches those that it would have changed, too. */
  MappedChange of(MappedChange change) {
    if (moved.isEmpty() || change.checked()) {
      return change;
    }
    Map<RowId, RowPart> before = new LinkedHashMap<>();
    Map<RowId, RowPart> after = new LinkedHashMap<>();
    change
        .rows()
        .forEach(
            (id, pair) -> {
              put(before, pair.before());
              put(after, pair.after());
            });
    return change.about(before, after);
  }

  private void put(Map<RowId, RowPart> parts, RowPart part) {
    if (part != null) {
      RowPart own = own(part);
      for (ForeignKey key : references) {
        own = key.table().equals(part.target().name()) ? following(own, key) : own;
      }
      parts.put(new RowId(own.target().name(), own.key()), own);
    }
  }

  private RowPart own(RowPart part) {
    Moved own = moved.get(new RowId(part.target().name(), part.key()));
    Row row = part.row();
    return own == null ? part : with(part, KeyColumns.with(own.table(), row, own.kept()));
  }

  private RowPart following(RowPart part, ForeignKey key) {
    for (Moved parent : moved.values()) {
      if (parent.table().name().equals(key.parent()) && refers(part, key, parent)) {
        Row row = part.row();
        for (int i = 0; i < key.columns().size(); i++) {
          int there = parent.table().position(key.parentColumns().get(i));
          row = row.with(part.target().position(key.columns().get(i)), parent.kept().get(there));
        }
        return with(part, row);
      }
    }
    return part;
  }

  private static boolean refers(RowPart part, ForeignKey key, Moved parent) {
    for (int i = 0; i < key.columns().size(); i++) {
      int here = part.target().position(key.columns().get(i));
      int there = parent.table().position(key.parentColumns().get(i));
      if (here < 0
          || there < 0
          || !part.columns().get(here)
          || !Objects.equals(part.row().get(here), parent.sent().get(there))) {
        return false;
      }
    }
    return true;
  }

  private static RowPart with(RowPart part, Row row) {
    return new RowPart(part.target(), row, part.columns(), part.owner());
  }
}
