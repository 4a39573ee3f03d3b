package io.bactrian.destination;

import io.bactrian.config.Fault;
import io.bactrian.config.Faults;
import io.bactrian.config.Role;
import io.bactrian.config.YamlFile;
import io.bactrian.config.YamlNode;
import io.bactrian.destination.TrackedTables.Tracked;
import io.bactrian.transform.Expressions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads {@code tables.yaml}. For one thread. */
final class TrackedTablesReader {
  static final List<String> FILE = List.of("tables");
  static final List<String> WORDS = List.of("all", "none");
  static final String ROUTE = "spoke-may-route";
  static final List<String> ON_REFUSAL = List.of("park", "hold");
  static final List<String> BY_ROW = List.of("column", "simple", "via");
  static final List<String> TABLE =
      Stream.concat(Stream.of("destination", "on-refusal", ROUTE), ColumnWords.ALL.stream())
          .toList();

  private final Role role;
  private final Expressions expressions;

  /**
   * A rule and the columns that it reads.
   *
   * @param says what it says of the row itself, for people; empty when that is nothing
   * @param via the foreign keys by which its rows are placed, too
   */
  private record Read(DestinationRule rule, List<String> columns, String says, List<PlacedBy> via) {
    Read(DestinationRule rule, List<String> columns, String says) {
      this(rule, columns, says, List.of());
    }

    Read with(List<PlacedBy> more) {
      List<String> all = new ArrayList<>(columns);
      more.forEach(one -> all.addAll(one.columns()));
      return new Read(rule, all, says, more);
    }
  }

  TrackedTablesReader(Role role, Expressions expressions) {
    this.role = role;
    this.expressions = expressions;
  }

  TrackedTables read(Path file, Faults faults) {
    Map<String, Tracked> tables = new LinkedHashMap<>();
    Optional<YamlNode> top =
        YamlFile.read(file, faults).map(node -> node.allow(FILE.toArray(String[]::new)));
    top.flatMap(node -> node.require("tables"))
        .ifPresent(
            node -> node.entries().forEach((name, entry) -> tables.put(name, tracked(entry))));
    return new TrackedTables(Fault.name(file), tables);
  }

  private Tracked tracked(YamlNode node) {
    node.allow(TABLE.toArray(String[]::new));
    ColumnWords columns = ColumnWords.read(node);
    boolean route = node.get(ROUTE).filter(YamlNode::flag).isPresent();
    Read read =
        node.get("destination").map(rule -> rule(rule, route)).orElseGet(() -> byDefault(node));
    node.get(ROUTE).ifPresent(setting -> checkRoute(setting, read));
    read.columns().stream()
        .filter(columns.untracked()::contains)
        .forEach(column -> node.fault("excludes `" + column + "`, which decides the destination."));
    boolean hold =
        node.get("on-refusal")
            .filter(setting -> setting.oneOf(ON_REFUSAL).equals("hold"))
            .isPresent();
    return new Tracked(
        node.line(), columns, read.rule(), read.columns(), read.says(), read.via(), hold);
  }

  private void checkRoute(YamlNode setting, Read read) {
    if (role != Role.HUB) {
      setting.fault(
          "is a setting of the hub, which decides about spokes' changes. Remove it here.");
    } else if (read.columns().isEmpty()) {
      setting.fault(
          "needs a `destination` that columns decide: {column: …}, {simple: …} or {via: …}.");
    }
  }

  private Read byDefault(YamlNode node) {
    if (role == Role.HUB) {
      node.fault(
          "needs `destination`: all, none, {column: …}, {simple: …} or {via: …}. A hub has no default.");
      return new Read(DestinationRule.NOWHERE, List.of(), "none");
    }
    return new Read(DestinationRule.EVERYWHERE, List.of(), "all");
  }

  private Read rule(YamlNode node, boolean route) {
    if (!node.isMap()) {
      String word = node.oneOf(WORDS);
      boolean all = word.equals("all");
      return new Read(all ? DestinationRule.EVERYWHERE : DestinationRule.NOWHERE, List.of(), word);
    }
    node.allow(BY_ROW.toArray(String[]::new));
    List<PlacedBy> via = node.get("via").map(PlacedBy::read).orElse(List.of());
    if (!via.isEmpty() && role != Role.HUB) {
      node.fault("has `via`, which only a hub uses: a spoke sends all to its hub. Remove it here.");
    }
    boolean alone = node.get("column").isEmpty() && node.get("simple").isEmpty();
    return !via.isEmpty() && alone
        ? new Read(new ByColumns(List.of(), route, values -> ""), List.of(), "").with(via)
        : ofRow(node, route).with(via);
  }

  private Read ofRow(YamlNode node, boolean route) {
    if (node.get("column").isPresent()) {
      String column = node.get("column").get().word();
      List<String> columns = List.of(column);
      return new Read(
          new ByColumns(columns, route, values -> values[0]), columns, "column `" + column + "`");
    }
    return node.require("simple")
        .flatMap(simple -> simple(simple, route))
        .orElseGet(() -> new Read(DestinationRule.NOWHERE, List.of(), "none"));
  }

  private Optional<Read> simple(YamlNode node, boolean route) {
    try {
      Expressions.Compiled<String> compiled = expressions.compile(node.word());
      return Optional.of(
          new Read(
              new ByColumns(compiled.columns(), route, compiled::of),
              compiled.columns(),
              "simple `" + node.word() + "`"));
    } catch (IllegalArgumentException e) {
      node.fault("is no expression: " + e.getMessage());
      return Optional.empty();
    }
  }
}
