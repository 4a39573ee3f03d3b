package io.bactrian.apply;

import io.bactrian.changeset.Key;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.RowText;
import io.bactrian.changeset.Table;
import io.bactrian.changeset.TableShape;
import io.bactrian.transform.RowPart;
import java.util.BitSet;

/**
 * Converts a deferred entry to text and back: the columns it wants to write to our row, or that it
 * deletes the row.
 */
final class DeferredText {
  private DeferredText() {}

  static String of(HubEntry entry, Table table, Row now) {
    RowPart part = entry.after() != null ? entry.after() : entry.before();
    BitSet columns = new BitSet();
    columns.set(0, table.width());
    Row row = part != null ? part.row() : now;
    return RowText.print(
        TableShape.text(table),
        WaitText.row(row),
        java.util.Base64.getEncoder()
            .encodeToString((part == null ? columns : part.columns()).toByteArray()),
        part == null || part.owner() ? "owner" : "part",
        entry.after() == null ? "absent" : "present",
        "" + entry.answers(),
        entry.becomes() == null ? null : entry.becomes().key().text());
  }

  static HubEntry parse(RowId id, String text) {
    String[] parts = RowText.parse(text);
    Table table = TableShape.parse(parts[0]);
    BitSet columns = BitSet.valueOf(java.util.Base64.getDecoder().decode(parts[2]));
    RowPart part = new RowPart(table, WaitText.row(parts[1]), columns, parts[3].equals("owner"));
    RowId becomes =
        parts.length < 7 || parts[6] == null ? null : new RowId(id.table(), Key.parse(parts[6]));
    return parts[4].equals("absent")
        ? new HubEntry(id, table, part, null, null, Long.parseLong(parts[5]), false, becomes)
        : new HubEntry(id, table, null, part, null, Long.parseLong(parts[5]), false);
  }
}
