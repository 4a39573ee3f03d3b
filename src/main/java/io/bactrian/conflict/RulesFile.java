package io.bactrian.conflict;

import io.bactrian.changeset.Schema;
import io.bactrian.config.Faults;
import io.bactrian.transform.Expressions;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads {@code conflict-rules/*.yaml} of a hub. The README in that folder explains the format. */
public final class RulesFile {
  private RulesFile() {}

  /** The JSON schema of such a file, for editors. */
  public static Map<String, Object> schema() {
    return RulesSchema.file();
  }

  /** Reads one file. */
  public static Rules read(Path file, Schema hub, Expressions expressions, Faults faults) {
    return read(RulesText.of(List.of(file), faults), hub, expressions, faults);
  }

  /**
   * Reads every {@code *.yaml} of a folder. If there is none, the hub's row stays in every
   * conflict.
   */
  public static Rules readAll(Path folder, Schema hub, Expressions expressions, Faults faults) {
    return read(RulesText.of(folder, faults), hub, expressions, faults);
  }

  /**
   * Compiles what was read before.
   *
   * @param hub the hub's tables
   * @param faults collects the errors in the files; if there are any, the rules must not be used
   */
  public static Rules read(RulesText text, Schema hub, Expressions expressions, Faults faults) {
    Map<String, TableRules> tables = new HashMap<>();
    Set<String> askedAtSpoke = new HashSet<>();
    TableRules others = TableRules.NONE;
    for (RulesText.File file : text.files()) {
      RulesReader.Read read = new RulesReader(hub, expressions).read(file, faults);
      askedAtSpoke.addAll(read.askedAtSpoke());
      read.tables()
          .forEach(
              (name, rules) -> {
                TableRules first = tables.putIfAbsent(name, rules);
                if (first != null) {
                  again(rules, first, "table `" + name + "` has rules", faults);
                }
              });
      if (read.others().isPresent()) {
        if (others != TableRules.NONE) {
          again(read.others().get(), others, "`default` stands", faults);
        }
        others = read.others().get();
      }
    }
    return new DeclaredRules(tables, others, hub.foreignKeys(), askedAtSpoke);
  }

  private static void again(TableRules second, TableRules first, String what, Faults faults) {
    faults.add(
        second.origin().file(),
        second.origin().line(),
        "%s in %s:%d already. Keep one of them."
            .formatted(what, first.origin().file(), first.origin().line()));
  }
}
