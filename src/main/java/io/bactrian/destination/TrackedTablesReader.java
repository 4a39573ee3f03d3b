package io.bactrian.destination;

import io.bactrian.config.Fault;
import io.bactrian.config.Faults;
import io.bactrian.config.Role;
import io.bactrian.config.YamlFile;
import io.bactrian.config.YamlNode;
import io.bactrian.destination.TrackedTables.Tracked;
import io.bactrian.transform.Expressions;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads {@code tables.yaml}. One thread. */
final class TrackedTablesReader {
  private static final List<String> WORDS = List.of("all", "none");
  private static final List<String> ON_REFUSAL = List.of("park", "hold");
  private final Role role;
  private final Expressions expressions;

  /** A rule and the columns that it reads. */
  private record Read(DestinationRule rule, List<String> columns) {}

  TrackedTablesReader(Role role, Expressions expressions) {
    this.role = role;
    this.expressions = expressions;
  }

  TrackedTables read(Path file, Faults faults) {
    Map<String, Tracked> tables = new LinkedHashMap<>();
    Optional<YamlNode> top = YamlFile.read(file, faults).map(node -> node.allow("tables"));
    top.flatMap(node -> node.require("tables"))
        .ifPresent(
            node -> node.entries().forEach((name, entry) -> tables.put(name, tracked(entry))));
    return new TrackedTables(Fault.name(file), tables);
  }

  private Tracked tracked(YamlNode node) {
    node.allow("destination", "exclude", "on-refusal");
    Map<String, Integer> exclude = new LinkedHashMap<>();
    node.get("exclude")
        .ifPresent(list -> list.items().forEach(item -> exclude.put(item.word(), item.line())));
    Read read = node.get("destination").map(this::rule).orElseGet(() -> byDefault(node));
    read.columns().stream()
        .filter(exclude::containsKey)
        .forEach(column -> node.fault("excludes `" + column + "`, which decides the destination."));
    boolean hold =
        node.get("on-refusal").filter(said -> said.oneOf(ON_REFUSAL).equals("hold")).isPresent();
    return new Tracked(node.line(), exclude, read.rule(), read.columns(), hold);
  }

  private Read byDefault(YamlNode node) {
    if (role == Role.HUB) {
      node.fault(
          "needs `destination`: all, none, {column: …} or {simple: …}. A hub sends nothing that it"
              + " is not told to.");
      return new Read(DestinationRule.NOWHERE, List.of());
    }
    return new Read(DestinationRule.EVERYWHERE, List.of());
  }

  private Read rule(YamlNode node) {
    if (!node.isMap()) {
      boolean all = node.oneOf(WORDS).equals("all");
      return new Read(all ? DestinationRule.EVERYWHERE : DestinationRule.NOWHERE, List.of());
    }
    node.allow("column", "simple");
    if (node.get("column").isPresent()) {
      String column = node.get("column").get().word();
      return new Read(new ByColumns(List.of(column), values -> values[0]), List.of(column));
    }
    return node.require("simple")
        .flatMap(this::simple)
        .orElseGet(() -> new Read(DestinationRule.NOWHERE, List.of()));
  }

  private Optional<Read> simple(YamlNode node) {
    try {
      Expressions.Compiled<String> compiled = expressions.compile(node.word());
      return Optional.of(
          new Read(new ByColumns(compiled.columns(), compiled::of), compiled.columns()));
    } catch (IllegalArgumentException e) {
      node.fault("is no expression: " + e.getMessage());
      return Optional.empty();
    }
  }
}
