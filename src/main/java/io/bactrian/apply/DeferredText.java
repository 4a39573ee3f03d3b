package io.bactrian.apply;

import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.RowText;
import io.bactrian.changeset.Table;
import io.bactrian.changeset.TableShape;
import io.bactrian.transform.RowPart;
import java.util.BitSet;

/** The text of a deferred entry: the part of our row that it wanted to write, or its removal. */
final class DeferredText {
  private DeferredText() {}

  static String of(HubEntry intent, Table table, Row now) {
    RowPart part = intent.after() != null ? intent.after() : intent.before();
    BitSet columns = new BitSet();
    columns.set(0, table.width());
    Row row = part != null ? part.row() : now;
    return RowText.print(
        TableShape.text(table),
        WaitText.row(row),
        java.util.Base64.getEncoder()
            .encodeToString((part == null ? columns : part.columns()).toByteArray()),
        part == null || part.owner() ? "owner" : "part",
        intent.after() == null ? "absent" : "present",
        "" + intent.answers());
  }

  static HubEntry parse(RowId id, String text) {
    String[] parts = RowText.parse(text);
    Table table = TableShape.parse(parts[0]);
    BitSet columns = BitSet.valueOf(java.util.Base64.getDecoder().decode(parts[2]));
    RowPart part = new RowPart(table, WaitText.row(parts[1]), columns, parts[3].equals("owner"));
    return parts[4].equals("absent")
        ? new HubEntry(id, table, part, null, null, Long.parseLong(parts[5]), false)
        : new HubEntry(id, table, null, part, null, Long.parseLong(parts[5]), false);
  }
}
