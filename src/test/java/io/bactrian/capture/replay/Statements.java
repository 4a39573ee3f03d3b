package io.bactrian.capture.replay;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Draws statements of the application on its tables. */
final class Statements {
  private final Choice choice;
  private final List<Sketch> tables;

  Statements(Choice choice, List<Sketch> tables) {
    this.choice = choice;
    this.tables = tables;
  }

  /** A statement of any form, for a session. */
  Step.Sql any(int session) {
    Sketch table = choice.of(tables);
    int lot = choice.between(0, 99);
    if (lot < 32) {
      return sql(session, "", insert(table, choice.percent(60) ? "" : onConflict(table)));
    } else if (lot < 52) {
      return sql(session, "", update(table));
    } else if (lot < 64) {
      return sql(session, "", "delete from " + table.sql() + " where " + which(table, ""));
    } else if (lot < 72) {
      return keys(session, table);
    } else if (lot < 76) {
      return sql(
          session,
          "unique values swapped",
          "update %s set u = case u when 1 then 2 else 1 end where u in (1, 2)"
              .formatted(table.sql()));
    } else if (lot < 80) {
      return sql(session, "", merge(table));
    } else if (lot < 86) {
      return new Forms(choice, tables).any(session, table);
    } else if (lot < 89) {
      return copy(session, table);
    } else if (lot < 92 || lot < 93 && table.partitioned) {
      return truncate(session, table);
    } else if (lot < 96 && table.partitioned) {
      return intoPartition(session, table);
    } else if (lot < 97) {
      return sql(
          session,
          "",
          "select 1 from %s where %s for update".formatted(table.sql(), which(table, "")));
    }
    return sql(session, "", "set constraints all " + choice.of("deferred", "immediate"));
  }

  private static Step.Sql sql(int session, String about, String text) {
    return new Step.Sql(session, about, text, null);
  }

  /** An insert of one to three rows. */
  String insert(Sketch table, String after) {
    List<Field> fields = fields(table);
    List<String> rows = new ArrayList<>();
    for (int n = choice.percent(60) ? 1 : choice.between(2, 3); n > 0; n--) {
      rows.add(row(fields));
    }
    return "insert into %s (%s)%s values %s%s"
        .formatted(
            table.sql(),
            Neighbours.list(fields),
            table.identity ? " overriding system value" : "",
            String.join(", ", rows),
            after);
  }

  /** An insert of one row, which has these literals in some columns, and goes where none is. */
  String insertIfAbsent(Sketch table, Map<String, String> literals) {
    List<Field> fields =
        table.given().stream()
            .filter(f -> table.key.contains(f) || literals.containsKey(f.name()) || gives(f))
            .toList();
    return "insert into %s (%s)%s values (%s) on conflict do nothing"
        .formatted(
            table.sql(),
            Neighbours.list(fields),
            table.identity ? " overriding system value" : "",
            fields.stream()
                .map(f -> literals.getOrDefault(f.name(), f.type().any(choice)))
                .collect(Collectors.joining(", ")));
  }

  private boolean gives(Field field) {
    return !field.name().equals("u") && choice.percent(70);
  }

  private List<Field> fields(Sketch table) {
    List<Field> fields = new ArrayList<>(table.given());
    fields.removeIf(field -> !table.key.contains(field) && choice.percent(12));
    if (table.identity && choice.percent(40)) {
      fields.removeAll(table.key);
    }
    return fields;
  }

  String row(List<Field> fields) {
    return fields.stream()
        .map(field -> choice.percent(8) ? "default" : field.type().any(choice))
        .collect(Collectors.joining(", ", "(", ")"));
  }

  private String onConflict(Sketch table) {
    return choice.percent(50)
        ? " on conflict do nothing"
        : " on conflict (%s) do update set v = excluded.v, n = coalesce(%s.n, 0) + 1"
            .formatted(table.keys(), table.sql(""));
  }

  /** A condition for some rows. */
  String which(Sketch table, String prefix) {
    int lot = choice.between(0, 9);
    if (lot < 5) {
      return table.key.stream()
          .map(field -> prefix + field.sql() + " = " + field.type().any(choice))
          .collect(Collectors.joining(" and "));
    } else if (lot < 7) {
      return prefix + "grp = " + choice.between(1, 2);
    } else if (lot < 9) {
      return prefix + "n > " + choice.between(2, 7);
    }
    return "true";
  }

  private String update(Sketch table) {
    Field field = choice.of(table.others);
    String set =
        choice.of(
            "n = coalesce(n, 0) + 1",
            "v = coalesce(v, '') || 'x'",
            "v = v",
            "grp = 3 - grp",
            "u = " + Type.INT.any(choice),
            "u = null",
            field.sql() + " = " + field.type().any(choice),
            field.sql() + " = " + field.type().any(choice));
    return "update %s set %s where %s".formatted(table.sql(), set, which(table, ""));
  }

  private Step.Sql keys(int session, Sketch table) {
    Field field = choice.of(table.key);
    String to = field.type().any(choice);
    if (!table.hasIntegerKey() || table.identity || choice.percent(40)) {
      return sql(
          session,
          "key changed",
          "update %s set %s = %s where %s"
              .formatted(table.sql(), field.sql(), to, which(table, "")));
    }
    String key = table.key.get(0).sql();
    String set =
        choice
            .of(
                "%1$s = %1$s + 1",
                "%1$s = 9 - %1$s", "%1$s = %1$s + 10", "%1$s = 9 - %1$s, n = %1$s")
            .formatted(key);
    return sql(session, "keys permuted", "update %s set %s".formatted(table.sql(), set));
  }

  private String merge(Sketch table) {
    String key =
        table.key.stream()
            .map(f -> "x.%1$s = s.%1$s".formatted(f.sql()))
            .collect(Collectors.joining(" and "));
    Function<Field, String> value = field -> field.type().any(choice) + "::" + field.type().sql();
    List<String> rows = new ArrayList<>();
    for (int n = 2; n > 0; n--) {
      rows.add(table.key.stream().map(value).collect(Collectors.joining(", ", "(", ")")));
    }
    return "merge into %s x using (values %s) s (%s) on %s%s when matched then update set n = coalesce(x.n, 0) + 1 when not matched then insert (%s, v, grp) values (%s, 'm', 1)"
        .formatted(
            table.sql(),
            String.join(", ", rows),
            table.keys(),
            key,
            choice.percent(50) ? " when matched and x.n > 3 then delete" : "",
            table.keys(),
            table.key.stream().map(f -> "s." + f.sql()).collect(Collectors.joining(", ")));
  }

  private Step.Sql copy(int session, Sketch table) {
    List<Field> fields = fields(table);
    StringBuilder rows = new StringBuilder();
    for (int n = choice.between(1, 3); n > 0; n--) {
      rows.append(
              fields.stream()
                  .map(f -> choice.percent(5) && table.others.contains(f) ? "\\N" : copied(f))
                  .collect(Collectors.joining("\t")))
          .append('\n');
    }
    return new Step.Sql(
        session,
        "",
        "copy %s (%s) from stdin".formatted(table.sql(), Neighbours.list(fields)),
        rows.toString());
  }

  private String copied(Field field) {
    String text = choice.of(field.type().texts());
    return field.type().sql().equals("bytea") ? "\\\\x" + text : text.replace("\\", "\\\\");
  }

  Step.Sql truncate(int session, Sketch table) {
    if (table.partitioned && choice.percent(60)) {
      return sql(session, "truncate of a partition", "truncate " + choice.of(table.partitions));
    }
    String all =
        choice.some(tables, choice.between(1, 2)).stream()
            .map(Sketch::sql)
            .collect(Collectors.joining(", "));
    return sql(session, "truncate", "truncate " + all + (choice.percent(60) ? " cascade" : ""));
  }

  private Step.Sql intoPartition(int session, Sketch table) {
    String partition = choice.of(table.partitions);
    String sql =
        choice.of(
            insert(table, ""),
            update(table),
            "delete from " + table.sql() + " where " + which(table, ""));
    return sql(session, "written directly into a partition", sql.replace(table.sql(), partition));
  }
}
