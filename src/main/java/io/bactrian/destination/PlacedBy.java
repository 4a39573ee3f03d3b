package io.bactrian.destination;

import static io.bactrian.config.YamlSchema.any;
import static io.bactrian.config.YamlSchema.list;
import static io.bactrian.config.YamlSchema.object;
import static io.bactrian.config.YamlSchema.text;

import io.bactrian.changeset.Schema;
import io.bactrian.changeset.Schema.ForeignKey;
import io.bactrian.changeset.Table;
import io.bactrian.config.Faults;
import io.bactrian.config.YamlNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the file says under {@code via}: columns of a foreign key, and to which table they refer
 * where the database does not tell.
 *
 * @param line its line in the file
 * @param to null when the foreign key tells it
 */
record PlacedBy(int line, List<String> columns, String to) {
  static final List<String> WORDS = List.of("columns", "to");

  PlacedBy {
    columns = List.copyOf(columns);
  }

  /** One or several; each a column, or columns and a table. */
  static List<PlacedBy> read(YamlNode via) {
    List<PlacedBy> all = new ArrayList<>();
    for (YamlNode one : via.items()) {
      if (!one.isMap()) {
        all.add(new PlacedBy(one.line(), List.of(one.word()), null));
        continue;
      }
      one.allow(WORDS.toArray(String[]::new));
      List<String> columns =
          one.require("columns")
              .map(node -> node.items().stream().map(YamlNode::word).toList())
              .orElse(List.of());
      all.add(new PlacedBy(one.line(), columns, one.get("to").map(YamlNode::word).orElse(null)));
    }
    return all;
  }

  static Map<String, Object> schema() {
    return list(any(List.of(text(), object(WORDS, Map.of("columns", list(text()), "to", text())))));
  }

  /** Finds the parent's table; empty, with a fault, when there is none that it can be. */
  Optional<Via> in(Schema schema, Table table, String file, Faults faults) {
    Optional<ForeignKey> declared =
        schema.foreignKeys().stream()
            .filter(key -> key.table().equals(table.name()) && matches(key))
            .findFirst();
    String parent = to != null ? to : declared.map(ForeignKey::parent).orElse(null);
    Table target = parent == null ? null : schema.table(parent);
    for (String column : columns) {
      if (table.position(column) < 0) {
        List<String> names = table.columns().stream().map(c -> c.name()).toList();
        String unknown = YamlNode.unknown("column", column, names);
        faults.add(file, line, unknown + " of table `" + table + "`, under `via`.");
        return Optional.empty();
      }
    }
    if (target == null) {
      String what =
          parent == null
              ? "`%s` of table `%s`, under `via`, is no foreign key to a tracked table. Where the database has none, write `via: {columns: [%s], to: PARENT}`."
                  .formatted(name(), table, name())
              : "`via` of table `%s` refers to `%s`, which is not tracked. Track it with the destination by which its children are placed."
                  .formatted(table, parent);
      faults.add(file, line, what);
      return Optional.empty();
    }
    List<String> ordered = declared.map(key -> ordered(key, target)).orElse(columns);
    if (ordered.size() != target.keyWidth()) {
      faults.add(
          file,
          line,
          "`%s` of table `%s`, under `via`, does not refer to the primary key of `%s`, by which rows are known."
              .formatted(name(), table, target));
      return Optional.empty();
    }
    return Optional.of(new Via(ordered, target.name(), declared.isPresent()));
  }

  private boolean matches(ForeignKey key) {
    return (to == null || to.equals(key.parent()))
        && key.columns().size() == columns.size()
        && key.columns().containsAll(columns);
  }

  private String name() {
    return String.join(", ", columns);
  }

  /** The referring columns in the order of the parent's primary key; none when it is not that. */
  private static List<String> ordered(ForeignKey key, Table parent) {
    List<String> ordered = new ArrayList<>();
    for (int i = 0; i < parent.keyWidth(); i++) {
      int at = key.parentColumns().indexOf(parent.column(parent.keyPosition(i)).name());
      if (at < 0 || key.columns().size() != parent.keyWidth()) {
        return List.of();
      }
      ordered.add(key.columns().get(at));
    }
    return ordered;
  }
}
