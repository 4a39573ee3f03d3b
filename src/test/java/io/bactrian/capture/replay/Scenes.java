package io.bactrian.capture.replay;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Draws two transactions of which one waits for the other where chance alone seldom makes one wait:
 * for a unique value, or at the check of a foreign key, perhaps at the commit.
 */
final class Scenes {
  /** A foreign key. */
  record Reference(Sketch child, List<String> columns, Sketch parent) {}

  private final Choice choice;
  private final Tables schema;
  private final Statements statements;
  private final List<Step> steps = new ArrayList<>();

  Scenes(Choice choice, Tables schema) {
    this.choice = choice;
    this.schema = schema;
    this.statements = new Statements(choice, schema.tables());
  }

  /** Steps of two sessions that are in no transaction, and are in none after it. */
  List<Step> of(int first, int second) {
    steps.clear();
    boolean referring = !schema.references().isEmpty() && choice.percent(60);
    say(first, "begin");
    perhapsMore(first);
    say(second, "begin");
    perhapsMore(second);
    if (referring) {
      reference(first, second);
    } else {
      uniqueValue(first, second);
    }
    perhapsMore(second);
    perhapsMore(first);
    if (choice.percent(40)) {
      say(second, "commit");
    }
    perhapsMore(first);
    if (choice.percent(15)) {
      steps.add(new Step.Capture());
    }
    say(first, choice.percent(90) ? "commit" : "rollback");
    say(second, "commit");
    return steps;
  }

  private void say(int session, String sql) {
    steps.add(new Step.Sql(session, "", sql, null));
  }

  private void perhapsMore(int session) {
    if (choice.percent(25)) {
      steps.add(statements.any(session));
    }
  }

  private void uniqueValue(int first, int second) {
    Sketch table = choice.of(schema.tables());
    if (choice.percent(60)) {
      String least = "(select min(u) from %s)".formatted(table.sql());
      say(first, "update %s set u = null where u = %s".formatted(table.sql(), least));
      say(
          second,
          "update %1$s set u = %2$s where (tableoid, ctid) = (select tableoid, ctid from %1$s order by u desc nulls first limit 1)"
              .formatted(table.sql(), least));
      return;
    }
    String value = "" + choice.between(1, 4);
    say(
        first,
        choice
            .of("delete from %s where u = %s", "update %s set u = null where u = %s")
            .formatted(table.sql(), value));
    perhapsMore(first);
    say(
        second,
        "update %s set u = %s where %s".formatted(table.sql(), value, statements.which(table, "")));
  }

  /** Takes a parent's last child away, and then the parent. */
  private void reference(int first, int second) {
    Reference reference = choice.of(schema.references());
    Sketch parent = reference.parent();
    if (choice.percent(60)) {
      say(first, "delete from " + reference.child().sql());
      say(second, "delete from " + parent.sql());
      return;
    }
    List<String> values =
        parent.key.stream().map(field -> field.type().any(choice)).collect(Collectors.toList());
    say(
        first,
        "delete from %s where %s"
            .formatted(reference.child().sql(), equal(reference.columns(), values)));
    perhapsMore(first);
    List<String> keys = parent.key.stream().map(Field::name).toList();
    say(second, "delete from %s where %s".formatted(parent.sql(), equal(keys, values)));
  }

  private static String equal(List<String> columns, List<String> values) {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      all.add(Sketch.quoted(columns.get(i)) + " = " + values.get(i));
    }
    return String.join(" and ", all);
  }
}
