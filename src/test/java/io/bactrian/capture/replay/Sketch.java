package io.bactrian.capture.replay;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A table as the generator knows it, at the beginning of a history. */
final class Sketch {
  /** As Bactrian calls it: with its schema where that is not the current one. */
  final String name;

  final List<Field> key = new ArrayList<>();
  final List<Field> others = new ArrayList<>();

  /** How the partitions are called in SQL. */
  final List<String> partitions = new ArrayList<>();

  boolean partitioned;
  boolean identity;

  Sketch(String name) {
    this.name = name;
    others.add(new Field("v", Type.TEXT));
    others.add(new Field("n", Type.INT));
    others.add(new Field("grp", new Type("int", false, List.of("1", "2"))));
    others.add(new Field("u", Type.INT));
  }

  static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /** The name in SQL. */
  String sql() {
    int dot = name.indexOf('.');
    return dot < 0
        ? quoted(name)
        : quoted(name.substring(0, dot)) + "." + quoted(name.substring(dot + 1));
  }

  /** The name of something that belongs to it, in the same schema. */
  String sql(String suffix) {
    String sql = sql();
    return sql.substring(0, sql.length() - 1) + suffix + '"';
  }

  List<Field> fields() {
    List<Field> all = new ArrayList<>(key);
    all.addAll(others);
    return all;
  }

  List<Field> given() {
    return fields().stream().filter(Field::given).toList();
  }

  String keys() {
    return key.stream().map(Field::sql).collect(Collectors.joining(", "));
  }

  boolean hasIntegerKey() {
    return key.get(0).type() == Type.INT;
  }
}
