package io.bactrian.capture.replay;

import io.bactrian.changeset.Operation;
import io.bactrian.database.dialect.TriggerOptions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Draws the history of a seed. */
final class Histories {
  private static final int[] SIZES = {6, 12, 24, 48};

  private static final List<String> SETTINGS =
      List.of(
          "set datestyle = 'ISO, DMY'",
          "set timezone = 'America/St_Johns'",
          "set bytea_output = 'escape'",
          "set intervalstyle = 'sql_standard'",
          "set extra_float_digits = 0",
          "set search_path = other, public, pg_temp",
          "set lc_monetary = 'C.UTF-8'");

  private final Choice choice;
  private final Tables schema;
  private final Statements statements;
  private final Alterations alterations;
  private final List<Sketch> appliedTo;
  private final List<Sketch> ruled;
  private final List<Part> neighbours;
  private final List<Step> steps = new ArrayList<>();
  private final Set<Integer> open = new HashSet<>();
  private final List<String> prepared = new ArrayList<>();
  private final int sessions;
  private final boolean applies;
  private final boolean alters;
  private final boolean twoPhases;
  private int names;

  private Histories(long seed) {
    choice = new Choice(seed);
    schema = new Tables(choice);
    // rows are told apart by the texts of their keys
    appliedTo =
        schema.tables().stream()
            .filter(table -> table.key.stream().allMatch(field -> field.type().hasOneText()))
            .toList();
    Neighbours others = new Neighbours(choice, schema.tables());
    neighbours = others.parts();
    ruled = others.ruled().stream().filter(appliedTo::contains).toList();
    statements = new Statements(choice, schema.tables());
    alterations = new Alterations(choice, schema.tables());
    sessions = choice.percent(15) ? 1 : choice.between(2, Bench.APPLICATIONS);
    applies = choice.percent(45);
    alters = choice.percent(18);
    twoPhases = choice.percent(12);
  }

  static History of(long seed) {
    Histories one = new Histories(seed);
    List<Part> parts = new ArrayList<>(one.schema.parts());
    parts.addAll(one.neighbours);
    boolean suppressed = one.applies && one.choice.percent(30);
    one.draw();
    return new History(
        seed,
        suppressed ? new TriggerOptions(Applied.PARTNER) : TriggerOptions.NONE,
        one.schema.excluded(),
        parts,
        one.steps);
  }

  private void draw() {
    if (choice.percent(10)) {
      say(choice.between(0, sessions - 1), "", choice.of(SETTINGS));
    }
    if (choice.percent(5)) {
      Sketch table = choice.of(schema.tables());
      say(
          0,
          "",
          "alter table %1$s disable trigger all; alter table %1$s enable trigger all"
              .formatted(table.sql()));
      say(0, "replication role", "set session_replication_role = replica");
    }
    if (choice.percent(80)) {
      fill();
    }
    for (int n = SIZES[choice.between(0, 3)]; n > 0; n--) {
      step();
    }
  }

  /** Gives the statements rows to work on. */
  private void fill() {
    for (int round = 0; round < 2; round++) {
      for (Sketch table : schema.tables()) {
        for (int n = choice.between(1, 2); n > 0; n--) {
          say(0, "", statements.insert(table, ""));
        }
      }
    }
  }

  private void say(int session, String about, String sql) {
    steps.add(new Step.Sql(session, about, sql, null));
  }

  private void step() {
    int lot = choice.between(0, 99);
    if (lot < 9) {
      steps.add(new Step.Capture());
    } else if (lot < 12) {
      steps.add(new Step.Settle());
      open.clear();
    } else if (lot < 18 && sessions > 1) {
      scene();
    } else if (lot < 22 && applies) {
      sceneOfApplier();
    } else if (lot < 33 && applies && !appliedTo.isEmpty()) {
      steps.add(choice.percent(35) ? new Step.EndApply(choice.percent(85)) : apply());
    } else if (lot < 41 && alters) {
      alter();
    } else {
      work(choice.between(0, sessions - 1));
    }
  }

  private void scene() {
    List<Integer> some = new ArrayList<>();
    int first = choice.between(0, sessions - 1);
    for (int i = 0; i < sessions; i++) {
      some.add((first + i) % sessions);
    }
    some.forEach(this::commit);
    steps.addAll(new Scenes(choice, schema).of(some));
  }

  private void sceneOfApplier() {
    int session = choice.between(0, sessions - 1);
    commit(session);
    steps.addAll(new Scenes(choice, schema).ofApplier(session, ruled, appliedTo));
  }

  private void commit(int session) {
    if (open.remove(session)) {
      say(session, "", "commit");
    }
  }

  private void alter() {
    int session = choice.between(0, sessions - 1);
    steps.add(alterations.any(session));
    if (choice.percent(25)) {
      steps.add(statements.any(session));
    }
    if (choice.percent(60)) {
      steps.add(new Step.Install());
    }
  }

  private void work(int session) {
    if (twoPhases && choice.percent(12)) {
      twoPhases(session);
    } else if (!open.contains(session)) {
      if (choice.percent(sessions == 1 ? 35 : 60)) {
        open.add(session);
        begin(session);
      } else {
        steps.add(statements.any(session));
      }
    } else {
      int lot = choice.between(0, 99);
      if (lot < 22) {
        open.remove(session);
        say(session, "", lot < 19 ? "commit" : "rollback");
      } else if (lot < 27) {
        say(
            session,
            "",
            choice.of("savepoint a", "rollback to savepoint a", "release savepoint a"));
      } else {
        steps.add(statements.any(session));
      }
    }
  }

  private void begin(int session) {
    String level =
        choice.percent(65) ? "read committed" : choice.of("repeatable read", "serializable");
    say(session, level.equals("read committed") ? "" : level, "begin isolation level " + level);
    if (!level.equals("read committed") && choice.percent(50)) {
      say(session, "", "select 1 from " + choice.of(schema.tables()).sql());
    }
    if (choice.percent(35)) {
      say(session, "", "savepoint a");
    }
  }

  private void twoPhases(int session) {
    if (open.remove(session)) {
      String name = "{db} " + ++names;
      prepared.add(name);
      say(session, "two phases", "prepare transaction '" + name + "'");
    } else if (!prepared.isEmpty()) {
      String name = prepared.remove(0);
      say(
          session,
          "two phases",
          choice.of("commit", "commit", "rollback") + " prepared '" + name + "'");
    }
  }

  private Step apply() {
    Sketch table = choice.of(appliedTo);
    if (!schema.references().isEmpty() && choice.percent(40)) {
      Sketch parent = choice.of(schema.references()).parent(); // its write may cascade
      table = appliedTo.contains(parent) ? parent : table;
    }
    List<Field> keys = table.key;
    List<Step.Target> rows = new ArrayList<>();
    for (int n = choice.between(1, 3); n > 0; n--) {
      Operation operation = choice.of(Operation.INSERT, Operation.UPDATE, Operation.DELETE);
      Map<String, String> values = new HashMap<>();
      keys.forEach(field -> values.put(field.name(), choice.of(field.type().texts())));
      if (operation != Operation.DELETE) {
        for (Field field : choice.some(table.others, choice.between(1, 4))) {
          values.put(field.name(), choice.of(field.type().texts()));
        }
      }
      Step.Target target = new Step.Target(table.name, operation, values);
      if (rows.stream().allMatch(row -> differ(keys, row, target))) {
        rows.add(target);
      }
    }
    return new Step.Apply(rows);
  }

  private static boolean differ(List<Field> keys, Step.Target a, Step.Target b) {
    return keys.stream()
        .anyMatch(field -> !a.values().get(field.name()).equals(b.values().get(field.name())));
  }
}
