package io.bactrian.transform;

import io.bactrian.changeset.Key;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Schema;
import io.bactrian.changeset.Table;
import io.bactrian.problem.Problem;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How the rows of one shape of a sender's table are mapped. Pure and thread-safe. */
@FunctionalInterface
interface TablePlan {
  TablePlan NOTHING = row -> List.of();

  List<RowPart> map(Row row);

  /** Rows that the image may say something about, whatever conditions say now. */
  default Map<RowId, Table> reach(Row row) {
    Map<RowId, Table> rows = new LinkedHashMap<>();
    map(row).forEach(p -> rows.put(new RowId(p.target().name(), p.key()), p.target()));
    return rows;
  }

  /** The parts that a row has, in the order of the file. */
  record Declared(List<PartPlan> parts) implements TablePlan {
    @Override
    public Map<RowId, Table> reach(Row row) {
      Map<RowId, Table> rows = new LinkedHashMap<>();
      for (PartPlan plan : parts) {
        Key key = plan.key(row);
        if (key != null) {
          rows.put(new RowId(plan.target.name(), key), plan.target);
        }
      }
      return rows;
    }

    @Override
    public List<RowPart> map(Row row) {
      if (parts.size() == 1) {
        RowPart part = parts.get(0).map(row);
        return part == null ? List.of() : List.of(part);
      }
      List<RowPart> all = new ArrayList<>(parts.size());
      for (PartPlan plan : parts) {
        RowPart part = plan.map(row);
        if (part != null) {
          all.add(part);
        }
      }
      return all;
    }
  }

  /** By a class; {@code place} tells the line that names it. */
  record ByBean(RowTransformer transformer, Table source, Schema target, String place)
      implements TablePlan {
    @Override
    public List<RowPart> map(Row row) {
      List<TargetRow> rows;
      try {
        rows = transformer.map(new SourceRow(source, row));
      } catch (RuntimeException e) {
        // its message may show values
        throw failed("failed with " + e.getClass().getName());
      }
      return rows.stream().map(this::part).toList();
    }

    private RowPart part(TargetRow given) {
      Table table = target.table(given.table());
      if (table == null) {
        throw failed("gave a row of table `" + given.table() + "`, which the receiver has not");
      }
      String[] values = new String[table.width()];
      BitSet columns = new BitSet(table.width());
      for (Map.Entry<String, String> value : given.values().entrySet()) {
        int position = table.position(value.getKey());
        if (position < 0) {
          throw failed("gave a column `" + value.getKey() + "`, which `" + table + "` has not");
        }
        values[position] = value.getValue();
        columns.set(position);
      }
      for (int i = 0; i < table.keyWidth(); i++) {
        if (!columns.get(table.keyPosition(i))) {
          throw failed("did not give the key of `" + table + "`");
        }
      }
      return new RowPart(table, Row.owning(values), columns, given.owner());
    }

    private MappingException failed(String what) {
      return new MappingException(
          Problem.of("%s: %s %s.", place, transformer.getClass().getName(), what)
              .follows("The stream waits; nothing is lost.")
              .toDo("Correct the class."));
    }
  }
}
