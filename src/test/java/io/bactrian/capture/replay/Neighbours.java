package io.bactrian.capture.replay;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Draws the application's triggers and rules. */
final class Neighbours {
  private static final List<String> NAMES =
      List.of(
          "a_first",
          "updated_at",
          "Zz",
          "!!x",
          "!bactria",
          "~~z",
          "~c",
          "änderung",
          "яблоко",
          "€uro",
          "zzz 1");

  /** So that triggers that write the tables they are on come to an end. */
  private static final String SHALLOW = "if pg_trigger_depth() > 2 then return %s; end if; ";

  /** The same for deferred triggers, which begin at depth 1 each time. */
  private static final String FEW =
      "if current_setting('app.rounds', true) = '+++' then return null; end if;"
          + " perform set_config('app.rounds', coalesce(current_setting('app.rounds', true), '') || '+', true); ";

  private final Choice choice;
  private final List<Sketch> tables;
  private final List<Part> parts = new ArrayList<>();
  private final List<Sketch> ruled = new ArrayList<>();

  Neighbours(Choice choice, List<Sketch> tables) {
    this.choice = choice;
    this.tables = tables;
    if (choice.percent(40)) {
      for (int n = choice.between(1, 3); n > 0; n--) {
        trigger(n);
      }
    }
    if (choice.percent(16)) {
      for (int n = choice.between(1, 2); n > 0; n--) {
        rule(n);
      }
    }
  }

  List<Part> parts() {
    return parts;
  }

  /** Tables whose rules write another table beside them. */
  List<Sketch> ruled() {
    return ruled;
  }

  private void trigger(int n) {
    Sketch table = choice.of(tables);
    String name = choice.of(NAMES);
    boolean utf8 = name.codePoints().anyMatch(c -> c > 127);
    String events =
        String.join(
            " or ", choice.some(List.of("insert", "update", "delete"), choice.between(1, 2)));
    int kind = choice.between(0, 9);
    boolean before = kind < 4;
    boolean byRow = kind < 8;
    boolean constraint = kind == 7;
    if (constraint) {
      events = "insert"; // deferred, what it writes would fire it for ever
    }
    String row = events.contains("delete") ? "coalesce(new, old)" : "new";
    String result = before ? row : "null";
    String body =
        before && choice.percent(60)
            ? own(events, row)
            : (constraint ? FEW : "")
                + SHALLOW.formatted(result)
                + others(table, events, byRow)
                + " return "
                + result
                + ";";
    String about =
        (constraint ? "constraint" : before ? "before" : "after")
            + (byRow ? " row" : " statement")
            + " trigger"
            + (utf8 ? " with a name in UTF-8" : "");
    parts.add(
        new Part(
            "",
            "create function f%d() returns trigger language plpgsql as $f$ begin %s end $f$"
                .formatted(n, body)));
    parts.add(
        new Part(
            about,
            "create %strigger %s %s %s on %s %s for each %s execute function f%d()"
                .formatted(
                    constraint ? "constraint " : "",
                    Sketch.quoted(name),
                    before ? "before" : "after",
                    events,
                    table.sql(),
                    constraint ? "deferrable initially deferred" : "",
                    byRow ? "row" : "statement",
                    n)));
  }

  /** Changes or refuses the row itself. */
  private String own(String events, String result) {
    return choice.of(
            "if tg_op <> 'DELETE' then new.n := coalesce(new.n, 0) + 1; end if; ",
            "if tg_op <> 'DELETE' then new.v := upper(new.v); end if; ",
            "if tg_op = 'UPDATE' then new.u := old.u; end if; ",
            "if %s.n %% 3 = 0 then return null; end if; "
                .formatted(events.contains("delete") ? "old" : "new"))
        + "return "
        + result
        + ";";
  }

  /** Writes other rows, of this table or of another. */
  private String others(Sketch table, String events, boolean byRow) {
    Sketch other = choice.percent(65) ? table : choice.of(tables);
    String same =
        !byRow
            ? "grp = 1"
            : "grp = "
                + (events.contains("insert") || events.equals("update") ? "new" : "old")
                + ".grp";
    if (byRow && events.contains("delete") && events.contains(" or ")) {
      same = "grp = coalesce(new.grp, old.grp)";
    }
    return choice.of(
        "update %s set n = coalesce(n, 0) + 1 where %s;".formatted(other.sql(), same),
        "update %s set n = coalesce(n, 0) + 1 where %s;".formatted(other.sql(), same),
        "update %s set v = v || '+' where length(v) < 9;".formatted(other.sql()),
        "delete from %s where n > 5 and %s;".formatted(other.sql(), same),
        "delete from %s where %s;".formatted(other.sql(), same),
        "%s;".formatted(new Statements(choice, tables).insert(other, " on conflict do nothing")));
  }

  private void rule(int n) {
    Sketch table = choice.of(tables);
    Sketch other = choice.of(tables);
    String event = choice.of("insert", "update", "delete");
    boolean instead = choice.percent(35);
    String row = event.equals("delete") ? "old" : "new";
    String action =
        instead && choice.percent(60)
            ? "nothing"
            : other == table
                ? "nothing"
                : choice.of(
                    "update %s set n = coalesce(n, 0) + 1 where grp = %s.grp"
                        .formatted(other.sql(), row),
                    "delete from %s where n = %s.n".formatted(other.sql(), row),
                    new Statements(choice, List.of(other)).insert(other, ""));
    if (!instead && !action.equals("nothing")) {
      ruled.add(table);
    }
    String condition = choice.percent(50) ? " where %s.n > 3".formatted(row) : "";
    parts.add(
        new Part(
            instead ? "rule instead" : "rule also",
            "create rule r%d as on %s to %s%s do %s %s"
                .formatted(
                    n, event, table.sql(), condition, instead ? "instead" : "also", action)));
  }

  static String list(List<Field> fields) {
    return fields.stream().map(Field::sql).collect(Collectors.joining(", "));
  }
}
