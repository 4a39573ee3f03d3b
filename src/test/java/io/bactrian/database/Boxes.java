package io.bactrian.database;

import io.bactrian.changeset.Column;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.LogicalType;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Schema;
import io.bactrian.changeset.Table;
import io.bactrian.transform.Mapping;
import io.bactrian.transform.RowPart;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A shop's box is a parcel of the office and, where it has a text, a label. */
record Boxes(Schema office) {
  static final Table BOX =
      new Table(
          "box",
          List.of(text("id", true), text("site", false), text("what", false), text("text", false)));

  private static Column text(String name, boolean key) {
    return new Column(name, LogicalType.TEXT, "varchar", 20, -1, !key, key);
  }

  Mapping toOffice() {
    return new Mapping() {
      @Override
      public String name() {
        return "shop to office";
      }

      @Override
      public List<RowPart> map(Table source, Row image) {
        List<RowPart> parts = new ArrayList<>();
        parts.add(part("parcel", image.get(0), image.get(1), image.get(2)));
        if (image.get(3) != null) {
          parts.add(part("label", image.get(0), null, image.get(3)));
        }
        return parts;
      }

      @Override
      public Map<RowId, Table> reach(Table source, Row image) {
        Map<RowId, Table> rows = new LinkedHashMap<>();
        for (String table : List.of("parcel", "label")) {
          rows.put(new RowId(table, Key.of(image.get(0))), office.table(table));
        }
        return rows;
      }
    };
  }

  /** Of a label the site is the database's to say. */
  private RowPart part(String table, String id, String site, String text) {
    Table target = office.table(table);
    String[] values = new String[target.width()];
    BitSet columns = new BitSet();
    set(target, values, columns, "id", id);
    set(target, values, columns, table.equals("parcel") ? "what" : "text", text);
    if (table.equals("parcel")) {
      set(target, values, columns, "site", site);
    }
    return new RowPart(target, Row.of(values), columns, true);
  }

  private static void set(
      Table table, String[] values, BitSet columns, String column, String value) {
    values[table.position(column)] = value;
    columns.set(table.position(column));
  }

  Mapping toShop() {
    return new Mapping() {
      @Override
      public String name() {
        return "office to shop";
      }

      @Override
      public List<RowPart> map(Table source, Row image) {
        BitSet columns = new BitSet();
        columns.set(0);
        boolean parcel = source.name().equals("parcel");
        String[] values = {image.get(0), null, null, null};
        if (parcel) {
          columns.set(1, 3);
          values[1] = image.get(source.position("site"));
          values[2] = image.get(source.position("what"));
        } else {
          columns.set(3);
          values[3] = image.get(source.position("text"));
        }
        return List.of(new RowPart(BOX, Row.of(values), columns, parcel));
      }

      @Override
      public BitSet given(Table target) {
        BitSet all = new BitSet();
        all.set(0, 4);
        return all;
      }
    };
  }
}
