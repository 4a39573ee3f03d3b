package io.bactrian.conflict;

import io.bactrian.changeset.Schema;
import io.bactrian.config.Faults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Reads {@code conflict-rules/*.yaml} of a hub. The README in that folder explains the format. */
public final class RulesFile {
  private RulesFile() {}

  /** Reads one file. */
  public static Rules read(Path file, Schema hub, Faults faults) {
    return read(List.of(file), hub, faults);
  }

  /**
   * Reads every {@code *.yaml} of a folder. If there is none, the hub's row stays in every
   * conflict.
   */
  public static Rules readAll(Path folder, Schema hub, Faults faults) {
    if (!Files.isDirectory(folder)) {
      return read(List.of(), hub, faults);
    }
    try (Stream<Path> files = Files.list(folder)) {
      return read(
          files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList(), hub, faults);
    } catch (IOException e) {
      faults.add(folder, 0, "can't be listed: " + e.getClass().getSimpleName() + ".");
      return read(List.of(), hub, faults);
    }
  }

  /**
   * @param hub the hub's tables
   * @param faults collects the errors in the files; if there are any, the rules must not be used
   */
  private static Rules read(List<Path> files, Schema hub, Faults faults) {
    Map<String, TableRules> tables = new HashMap<>();
    for (Path file : files) {
      new RulesReader(hub)
          .read(file, faults)
          .forEach(
              (name, rules) -> {
                TableRules first = tables.putIfAbsent(name, rules);
                if (first != null) {
                  faults.add(
                      rules.origin().file(),
                      rules.origin().line(),
                      "table `%s` has rules in %s:%d already. Keep one of them."
                          .formatted(name, first.origin().file(), first.origin().line()));
                }
              });
    }
    return new DeclaredRules(tables);
  }
}
