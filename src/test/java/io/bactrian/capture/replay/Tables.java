package io.bactrian.capture.replay;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Draws tables with their constraints. */
final class Tables {
  /** The name of every generated column. */
  static final String GENERATED = "g";

  private static final List<String> NAMES =
      List.of(
          "t",
          "item",
          "Kunde",
          "größe",
          "таблица",
          "a b",
          "q\"uote",
          "order",
          "other.t",
          "Großes Lager.Ä b");

  private static final List<String> COLUMNS =
      List.of(
          "x",
          "y",
          "Straße",
          "a b",
          "q\"x",
          "ключ",
          "Upper",
          "new",
          "old",
          "number",
          "bactrian_at",
          "o",
          "table",
          "t");

  private static final List<String> ACTIONS =
      List.of("", "cascade", "cascade", "set null", "set default", "restrict");

  private final Choice choice;
  private final List<Part> parts = new ArrayList<>();
  private final List<Sketch> tables = new ArrayList<>();
  private final Map<String, Set<String>> excluded = new HashMap<>();
  private final List<Scenes.Reference> references = new ArrayList<>();

  Tables(Choice choice) {
    this.choice = choice;
    boolean plain = choice.percent(25);
    if (!plain) {
      parts.add(new Part("", String.join("; ", Type.OWN)));
    }
    for (String name : choice.some(NAMES, choice.between(1, plain ? 2 : 4))) {
      tables.add(table(name, plain));
    }
    if (!plain && choice.percent(4)) {
      inherit();
    }
    for (Sketch table : tables) {
      constrain(table);
    }
    if (choice.percent(plain ? 30 : 65)) {
      for (int n = choice.between(1, 3); n > 0; n--) {
        refer(choice.of(tables), choice.of(tables), n);
      }
    }
    if (choice.percent(8)) {
      Sketch table = choice.of(tables);
      excluded.put(table.name, Set.of(choice.of(table.others).name()));
    }
  }

  List<Part> parts() {
    return parts;
  }

  List<Sketch> tables() {
    return tables;
  }

  List<Scenes.Reference> references() {
    return references;
  }

  Map<String, Set<String>> excluded() {
    return excluded;
  }

  private Sketch table(String name, boolean plain) {
    Sketch table = new Sketch(name);
    String about = "";
    List<String> names = choice.some(COLUMNS, 8);
    if (!plain && choice.percent(8)) {
      table.identity = true;
      table.key.add(new Field("k", Type.INT));
    } else if (choice.percent(70)) {
      table.key.add(new Field("k", plain ? Type.INT : Type.forKey(choice)));
    } else {
      for (int n = choice.between(2, 3); n > 0; n--) {
        table.key.add(
            new Field(n == 3 ? names.get(7) : "k" + n, n == 2 ? Type.INT : Type.forKey(choice)));
      }
    }
    for (int n = plain ? 0 : choice.between(0, 3); n > 0; n--) {
      table.others.add(new Field(names.get(n), choice.of(Type.ALL)));
    }
    List<String> columns =
        table.fields().stream()
            .map(this::definition)
            .collect(Collectors.toCollection(ArrayList::new));
    if (table.identity) {
      columns.set(0, "k int generated %s as identity".formatted(choice.of("always", "by default")));
    }
    if (!plain && choice.percent(8)) {
      columns.add(
          choice.between(0, columns.size()), GENERATED + " int generated always as (n * 2) stored");
    }
    String deferred = "";
    if (choice.percent(10)) {
      deferred = choice.of(" deferrable", " deferrable initially deferred");
      about = "deferrable key";
    }
    columns.add("primary key (%s)%s".formatted(table.keys(), deferred));
    table.partitioned = !plain && !table.identity && choice.percent(22);
    String partitioned = table.partitioned ? partition(table) : "";
    parts.add(
        new Part(
            table.partitioned ? "partitions" : about,
            "create table %s (%s)%s"
                .formatted(table.sql(), String.join(", ", columns), partitioned)));
    parts.addAll(pending);
    pending.clear();
    return table;
  }

  private final List<Part> pending = new ArrayList<>();

  private String definition(Field field) {
    String type = field.type().sql();
    String more = choice.percent(10) ? " default " + field.type().any(choice) : "";
    return field.sql() + " " + type + more;
  }

  /** Partitions are made after their table. */
  private String partition(Sketch table) {
    Field field = table.key.get(0);
    String how = field.type() == Type.INT ? choice.of("list", "range", "hash") : "hash";
    String first = table.sql("_p1");
    String second = table.sql("_p2");
    boolean nested = choice.percent(25);
    String below = nested ? " partition by hash (" + field.sql() + ")" : "";
    String of = "create table %s partition of " + table.sql();
    switch (how) {
      case "list" -> {
        pending.add(new Part("", (of + " for values in (1, 2, 3)").formatted(first)));
        pending.add(new Part("", (of + " default" + below).formatted(second)));
      }
      case "range" -> {
        pending.add(new Part("", (of + " for values from (minvalue) to (4)").formatted(first)));
        pending.add(
            new Part("", (of + " for values from (4) to (maxvalue)" + below).formatted(second)));
      }
      default -> {
        String hash = of + " for values with (modulus 2, remainder %d)";
        pending.add(new Part("", hash.formatted(first, 0)));
        pending.add(new Part("", (hash + below).formatted(second, 1)));
      }
    }
    table.partitions.addAll(List.of(first, second));
    if (nested) {
      for (int i = 0; i < 2; i++) {
        String leaf = table.sql("_p2_" + i);
        pending.add(
            new Part(
                "",
                "create table %s partition of %s for values with (modulus 2, remainder %d)"
                    .formatted(leaf, second, i)));
        table.partitions.add(leaf);
      }
    }
    return " partition by %s (%s)".formatted(how, field.sql());
  }

  private void inherit() {
    Sketch parent = tables.get(0);
    Sketch child = new Sketch("heir");
    child.key.addAll(parent.key);
    child.others.clear();
    child.others.addAll(parent.others);
    tables.add(child);
    parts.add(
        new Part(
            "inheritance",
            "create table heir (primary key (%s)) inherits (%s)"
                .formatted(parent.keys(), parent.sql())));
  }

  private String deferral() {
    return choice.percent(40)
        ? choice.of(
            " deferrable initially deferred", " deferrable initially deferred", " deferrable")
        : "";
  }

  private void constrain(Sketch table) {
    if (choice.percent(35)) {
      String deferral = deferral();
      parts.add(
          new Part(
              deferral.isEmpty() ? "unique" : "deferrable unique",
              "alter table %s add unique (u)%s".formatted(table.sql(), deferral)));
    } else if (choice.percent(8)) {
      parts.add(
          new Part(
              "exclusion",
              "alter table %s add exclude (u with =)%s".formatted(table.sql(), deferral())));
    }
    if (choice.percent(8)) {
      parts.add(new Part("", "alter table %s add check (n < 7)".formatted(table.sql())));
    }
  }

  private void refer(Sketch child, Sketch parent, int n) {
    List<String> columns = new ArrayList<>();
    boolean wide = parent.key.size() == 1 && parent.key.get(0).type() == Type.INT;
    if (wide && choice.percent(60)) {
      columns.add("n"); // a column that most statements write
    } else {
      for (int i = 0; i < parent.key.size(); i++) {
        Field field = new Field("ref" + n + i, parent.key.get(i).type());
        columns.add(field.name());
        child.others.add(field);
        parts.add(
            new Part(
                "",
                "alter table %s add %s %s"
                    .formatted(child.sql(), field.sql(), field.type().sql())));
      }
    }
    String delete = choice.of(ACTIONS);
    String update = choice.of(ACTIONS);
    String deferral = deferral();
    references.add(new Scenes.Reference(child, columns, parent));
    boolean acts = delete.matches("cascade|set.*") || update.matches("cascade|set.*");
    String about =
        (acts ? "cascade" : "foreign key")
            + (deferral.isEmpty() ? "" : " deferrable")
            + (acts && child.partitioned ? " into partitions" : "");
    parts.add(
        new Part(
            about,
            "alter table %s add foreign key (%s) references %s%s%s%s"
                .formatted(
                    child.sql(),
                    String.join(", ", columns),
                    parent.sql(),
                    delete.isEmpty() ? "" : " on delete " + delete,
                    update.isEmpty() ? "" : " on update " + update,
                    deferral)));
  }
}
