package io.bactrian.conflict;

import io.bactrian.conflict.Explained.Asked;
import java.util.ArrayList;
import java.util.List;

/**
 * Tells where a rule was looked for, in the order in which {@link DeclaredRules} looks. Pure.
 *
 * @param own rule of the columns in question; null when they have none
 * @param group of the columns; null when they have none
 */
record RuleTrace(TableRules table, Rule own, String group) {

  List<Asked> of(Conflict conflict) {
    List<Asked> asked = new ArrayList<>();
    boolean presence = conflict.aboutPresence();
    if (!presence && own != null && own.adds()) {
      asked.add(chosen(place(conflict), own, "both sides' differences are added, whatever else"));
      return asked;
    }
    for (Condition condition : table.when()) {
      Rule rule = condition.ruleFor(conflict);
      String place = "when: " + condition.holds().text();
      if (rule != null) {
        String why =
            rule.word().equals(condition.rule().word())
                ? "the condition holds"
                : "the condition has no answer for this row, or its rule none for an absent side";
        asked.add(chosen(place, rule, why));
        return asked;
      }
      boolean kind = condition.kinds().isEmpty() || condition.kinds().contains(conflict.kind());
      asked.add(
          new Asked(
              place,
              condition.rule().word(),
              false,
              kind ? "the condition does not hold" : "it is for other kinds of conflicts"));
    }
    if (presence) {
      asked.add(new Asked("columns", "", false, "one side has no row"));
    } else if (own != null) {
      asked.add(chosen(place(conflict), own, "the first rule that is declared"));
      return asked;
    } else {
      asked.add(new Asked(place(conflict), "", false, "no rule is declared"));
    }
    String on = "on: " + conflict.kind().word().replace('/', '-');
    Rule ofKind = table.on().get(conflict.kind());
    if (ofKind != null) {
      asked.add(chosen(on, ofKind, "the first rule that is declared"));
      return asked;
    }
    asked.add(new Asked(on, "", false, "no rule is declared"));
    Rule last = presence ? table.rule().whenAbsent() : table.rule();
    asked.add(
        chosen(
            "rule",
            last,
            table.origin().file().isEmpty()
                ? "no file has rules for the table"
                : presence && !last.equals(table.rule())
                    ? "`%s` is for rows that both sides have".formatted(table.rule().word())
                    : "the rule of the table"));
    return asked;
  }

  private String place(Conflict conflict) {
    return group == null
        ? "columns: " + conflict.table().column(conflict.versions().columns().nextSetBit(0)).name()
        : "groups: " + group;
  }

  private static Asked chosen(String place, Rule rule, String why) {
    return new Asked(place, rule.word(), true, why);
  }
}
