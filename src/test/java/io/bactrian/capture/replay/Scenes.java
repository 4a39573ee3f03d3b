package io.bactrian.capture.replay;

import io.bactrian.changeset.Operation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Draws transactions that meet where chance alone seldom makes them meet: one waits for the other
 * for a unique value or at the check of a foreign key, perhaps at its commit; one truncates what
 * the other has just written; three overlap.
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

  /** Steps of sessions that are in no transaction, and are in none after it. */
  List<Step> of(List<Integer> sessions) {
    steps.clear();
    int first = sessions.get(0);
    int second = sessions.get(1);
    int lot = choice.between(0, 99);
    if (lot < 20 && sessions.size() > 2) {
      overlap(sessions);
    } else if (lot < 32) {
      truncate(first, second);
    } else if (lot < 75 && !schema.references().isEmpty()) {
      reference(first, second);
    } else {
      uniqueValue(first, second);
    }
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

  /** Three transactions of which the first ends after the third has begun, and before its end. */
  private void overlap(List<Integer> sessions) {
    Sketch table = choice.of(schema.tables());
    for (int n = 0; n < 4; n++) {
      say(sessions.get(0), statements.insertIfAbsent(table, Map.of()));
    }
    for (int session : sessions) {
      say(session, "begin");
    }
    for (int i : List.of(0, 1, 2, 0, 2)) {
      say(sessions.get(i), touch(table));
    }
    for (int session : sessions) {
      say(session, "commit");
    }
  }

  /** Changes a row that no other transaction has changed. */
  private static String touch(Sketch table) {
    return "update %1$s set v = coalesce(v, '') || 'o' where (tableoid, ctid) = (select tableoid, ctid from %1$s order by v desc limit 1 for update skip locked)"
        .formatted(table.sql());
  }

  private void truncate(int first, int second) {
    Sketch table = choice.of(schema.tables());
    String level = choice.of("read committed", "repeatable read", "serializable");
    steps.add(new Step.Sql(first, level, "begin isolation level " + level, null));
    say(first, "select count(*) from " + table.sql());
    say(second, statements.insertIfAbsent(table, Map.of()));
    perhapsMore(second);
    steps.add(
        choice.percent(60)
            ? new Step.Sql(first, "truncate", "truncate " + table.sql() + " cascade", null)
            : statements.truncate(first, table));
    perhapsMore(first);
    say(first, "commit");
  }

  private void uniqueValue(int first, int second) {
    Sketch table = choice.of(schema.tables());
    String value = "" + choice.between(1, 8);
    if (choice.percent(70)) {
      say(first, "update %s set u = null".formatted(table.sql()));
      say(first, one(table, value, "first"));
    }
    begin(first, second, table);
    say(first, "update %s set u = null where u = %s".formatted(table.sql(), value));
    perhapsMore(first);
    say(second, one(table, value, "last"));
    end(first, second, table);
  }

  /** Gives the value to one row. */
  private static String one(Sketch table, String value, String nulls) {
    return "update %1$s set u = %2$s where (tableoid, ctid) = (select tableoid, ctid from %1$s order by u nulls %3$s limit 1)"
        .formatted(table.sql(), value, nulls);
  }

  /** Takes a parent's last child away, and then the parent. */
  private void reference(int first, int second) {
    Reference reference = choice.of(schema.references());
    Sketch parent = reference.parent();
    Map<String, String> key = literals(parent, texts(parent));
    Map<String, String> referring = referring(reference, key);
    if (choice.percent(80)) {
      say(first, statements.insertIfAbsent(parent, key));
      say(first, statements.insertIfAbsent(reference.child(), referring));
    }
    begin(first, second, parent);
    boolean all = choice.percent(35);
    say(first, "delete from " + reference.child().sql() + (all ? "" : where(referring)));
    perhapsMore(first);
    say(second, "delete from " + parent.sql() + (all ? "" : where(key)));
    end(first, second, parent);
  }

  private void begin(int first, int second, Sketch table) {
    say(first, "begin");
    say(second, "begin");
    if (choice.percent(60)) {
      say(second, statements.insertIfAbsent(table, Map.of()));
    } else {
      perhapsMore(second);
    }
  }

  /** The second waits, at the latest when it commits; the first writes more and ends. */
  private void end(int first, int second, Sketch table) {
    perhapsMore(second);
    boolean commits = choice.percent(60);
    if (commits) {
      say(second, "commit");
    }
    if (choice.percent(70)) {
      Sketch other = schema.tables().stream().filter(t -> t != table).findFirst().orElse(table);
      say(first, touch(other));
    }
    if (choice.percent(15)) {
      steps.add(new Step.Capture());
    }
    say(first, choice.percent(92) ? "commit" : "rollback");
    if (!commits) {
      say(second, "commit");
    }
  }

  /**
   * The applier writes where the application's rules write too, or deletes a parent whose children
   * may follow it.
   *
   * @param parents tables that the applier may write
   */
  List<Step> ofApplier(int session, List<Sketch> ruled, List<Sketch> parents) {
    steps.clear();
    List<Reference> references =
        schema.references().stream().filter(r -> parents.contains(r.parent())).toList();
    if (!references.isEmpty() && (ruled.isEmpty() || choice.percent(60))) {
      Reference reference = choice.of(references);
      Map<String, String> texts = texts(reference.parent());
      Map<String, String> key = literals(reference.parent(), texts);
      say(session, statements.insertIfAbsent(reference.parent(), key));
      say(session, statements.insertIfAbsent(reference.child(), referring(reference, key)));
      apply(reference.parent(), Operation.DELETE, texts);
    } else if (!ruled.isEmpty()) {
      Sketch table = choice.of(ruled);
      Map<String, String> texts = texts(table);
      Operation operation = choice.of(Operation.INSERT, Operation.UPDATE, Operation.DELETE);
      if (operation != Operation.INSERT) {
        say(session, statements.insertIfAbsent(table, literals(table, texts)));
      }
      if (operation == Operation.UPDATE) {
        texts.put("n", choice.of(Type.INT.texts()));
      }
      apply(table, operation, texts);
    }
    return steps;
  }

  private void apply(Sketch table, Operation operation, Map<String, String> texts) {
    steps.add(new Step.EndApply(true));
    steps.add(new Step.Apply(List.of(new Step.Target(table.name, operation, texts))));
    if (choice.percent(80)) {
      steps.add(new Step.EndApply(true));
    }
  }

  /** The columns of a child that refers to the parent with this key. */
  private static Map<String, String> referring(Reference reference, Map<String, String> key) {
    Map<String, String> columns = new HashMap<>();
    for (int i = 0; i < reference.columns().size(); i++) {
      columns.put(reference.columns().get(i), key.get(reference.parent().key.get(i).name()));
    }
    return columns;
  }

  private Map<String, String> texts(Sketch table) {
    Map<String, String> texts = new HashMap<>();
    table.key.forEach(field -> texts.put(field.name(), choice.of(field.type().texts())));
    return texts;
  }

  private static Map<String, String> literals(Sketch table, Map<String, String> texts) {
    Map<String, String> literals = new HashMap<>();
    table.key.forEach(
        field -> literals.put(field.name(), field.type().literal(texts.get(field.name()))));
    return literals;
  }

  private static String where(Map<String, String> values) {
    return values.entrySet().stream()
        .map(value -> Sketch.quoted(value.getKey()) + " = " + value.getValue())
        .collect(Collectors.joining(" and ", " where ", ""));
  }
}
