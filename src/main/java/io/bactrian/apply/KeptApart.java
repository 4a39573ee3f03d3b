package io.bactrian.apply;

import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Schema.ForeignKey;
import io.bactrian.changeset.Table;
import io.bactrian.transform.RowPart;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Rows of a spoke that are kept here under another key than the spoke gave them ({@code
 * keep-both}). Until it learns of the new key, what it says of the row, and of rows that refer to
 * it, is about the row with the new key. For one thread.
 */
final class KeptApart {
  private final List<ForeignKey> references;
  private final Map<RowId, KeptRow> rows = new LinkedHashMap<>();

  /**
   * @param references foreign keys of rows that follow
   */
  KeptApart(List<ForeignKey> references) {
    this.references = references;
  }

  /** One that begins with what is known so far, for an attempt that may be in vain. */
  KeptApart attempt() {
    KeptApart copy = new KeptApart(references);
    copy.rows.putAll(rows);
    return copy;
  }

  void add(KeptRow row) {
    rows.put(row.id(), row);
  }

  void remove(KeptRow row) {
    rows.remove(row.id());
  }

  boolean contains(KeptRow row) {
    return row.equals(rows.get(row.id()));
  }

  boolean has(RowId id) {
    return rows.containsKey(id);
  }

  Collection<KeptRow> rows() {
    return List.copyOf(rows.values());
  }

  /** The change as it is about our rows. It reaches those that it would have changed, too. */
  MappedChange of(MappedChange change) {
    if (rows.isEmpty() || change.loaded()) {
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
    Table table = part.target();
    KeptRow kept = rows.get(new RowId(table.name(), part.key()));
    if (kept == null) {
      return part;
    }
    Row row = part.row();
    for (int i = 0; i < table.keyWidth(); i++) {
      row = row.with(table.keyPosition(i), kept.kept().key().get(i));
    }
    return with(part, row);
  }

  private RowPart following(RowPart part, ForeignKey key) {
    for (KeptRow parent : rows.values()) {
      if (parent.id().table().equals(key.parent()) && refers(part, key, parent)) {
        Row row = part.row();
        for (int i = 0; i < key.columns().size(); i++) {
          String value = parent.values().get(key.parentColumns().get(i)).here();
          row = row.with(part.target().position(key.columns().get(i)), value);
        }
        return with(part, row);
      }
    }
    return part;
  }

  private static boolean refers(RowPart part, ForeignKey key, KeptRow parent) {
    for (int i = 0; i < key.columns().size(); i++) {
      int here = part.target().position(key.columns().get(i));
      KeptRow.Values value = parent.values().get(key.parentColumns().get(i));
      if (here < 0
          || value == null
          || value.sent() == null
          || !part.columns().get(here)
          || !value.sent().equals(part.row().get(here))) {
        return false;
      }
    }
    return true;
  }

  private static RowPart with(RowPart part, Row row) {
    return new RowPart(part.target(), row, part.columns(), part.owner());
  }
}
