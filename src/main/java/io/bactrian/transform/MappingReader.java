package io.bactrian.transform;

import io.bactrian.config.Faults;
import io.bactrian.config.YamlFile;
import io.bactrian.config.YamlNode;
import io.bactrian.transform.TableRule.Condition;
import io.bactrian.transform.TableRule.Part;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Parses a mapping file; reports what it can't parse as faults and leaves it out. For one thread.
 */
final class MappingReader {
  static final List<String> FILE =
      List.of("extends", "version", "from", "to", "ignore", "identity", "tables");
  static final List<String> CONDITION = List.of("column", "in", "simple");
  static final String[] PART = {
    "to", "owner", "identity", "columns", "drop", "leave", "when", "bean"
  };
  private final Expressions expressions;
  private final ColumnReader columns;

  MappingReader(Expressions expressions) {
    this.expressions = expressions;
    columns = new ColumnReader(expressions);
  }

  /** The file's rules, with those of the file that it extends; empty when it is not YAML. */
  Optional<MappingRules> read(Path file, Faults faults) {
    return read(file, faults, Set.of());
  }

  /**
   * @param extending the files that extend this one
   */
  private Optional<MappingRules> read(Path file, Faults faults, Set<Path> extending) {
    Set<Path> chain = new LinkedHashSet<>(extending);
    chain.add(file);
    return YamlFile.read(file, faults)
        .map(top -> top.allow(FILE.toArray(String[]::new)))
        .map(
            root ->
                rules(
                    file,
                    root,
                    root.get("extends").flatMap(node -> extended(file, node, faults, chain))));
  }

  /** Reads the file beside this one that it extends. */
  private Optional<MappingRules> extended(
      Path file, YamlNode node, Faults faults, Set<Path> chain) {
    String name = node.word();
    if (!name.matches("[^/\\\\]+\\.yaml")) {
      node.fault("must be the name of a file beside this one, as `shop-to-office.yaml`.");
      return Optional.empty();
    }
    Path base = file.resolveSibling(name);
    if (chain.contains(base)) {
      node.fault("leads back to this file.");
      return Optional.empty();
    }
    if (!Files.exists(base)) {
      node.fault("there is no file `" + name + "` beside this one.");
      return Optional.empty();
    }
    return read(base, faults, chain);
  }

  private MappingRules rules(Path file, YamlNode root, Optional<MappingRules> base) {
    boolean extending = root.get("extends").isPresent();
    Map<String, Integer> ignore = new LinkedHashMap<>();
    root.get("ignore")
        .ifPresent(list -> list.items().forEach(item -> ignore.put(item.word(), item.line())));
    MappingRules rules =
        new MappingRules(
            root.file(),
            said(root, "version", extending)
                .map(node -> node.as("a whole number", Integer::valueOf, 0))
                .or(() -> base.map(MappingRules::version))
                .orElse(0),
            said(root, "from", extending)
                .map(YamlNode::word)
                .or(() -> base.map(MappingRules::from))
                .orElse(""),
            said(root, "to", extending)
                .map(YamlNode::word)
                .or(() -> base.map(MappingRules::to))
                .orElse(""),
            ignore,
            root.get("identity")
                .map(YamlNode::flag)
                .or(() -> base.map(MappingRules::identity))
                .orElse(false),
            tables(root, ignore),
            null);
    boolean named = !rules.from().isEmpty() && !rules.to().isEmpty();
    if (named && !file.getFileName().toString().equals(rules.name() + ".yaml")) {
      root.fault(
          "maps from `%s` to `%s`, so its name must be `%s.yaml`."
              .formatted(rules.from(), rules.to(), rules.name()));
    }
    return base.map(rules::over).orElse(rules);
  }

  private static Optional<YamlNode> said(YamlNode root, String key, boolean extending) {
    return extending ? root.get(key) : root.require(key);
  }

  private Map<String, TableRule> tables(YamlNode root, Map<String, Integer> ignore) {
    Map<String, TableRule> tables = new LinkedHashMap<>();
    root.get("tables")
        .ifPresent(
            node ->
                node.entries()
                    .forEach(
                        (name, entry) -> {
                          if (ignore.containsKey(name)) {
                            entry.fault(
                                "is mapped here and ignored in line " + ignore.get(name) + ".");
                          }
                          tables.put(name, table(name, entry));
                        }));
    return tables;
  }

  /** Reads the rule of a table; without parts when it is invalid. */
  private TableRule table(String name, YamlNode node) {
    if (node.isMap() && node.get("bean").isPresent()) {
      node.allow("bean");
      return node.get("bean")
          .flatMap(MappingReader::bean)
          .orElseGet(() -> new TableRule.MappedChange(node.line(), List.of()));
    }
    if (node.isNull() || node.isScalar()) {
      node.fault("is empty. Write `to:` and `columns:`, or `{identity: true}`.");
      return new TableRule.MappedChange(node.line(), List.of());
    }
    List<Part> parts = new ArrayList<>();
    node.items().forEach(item -> parts.add(part(name, item)));
    return new TableRule.MappedChange(node.line(), parts);
  }

  private Part part(String name, YamlNode node) {
    node.allow(PART);
    boolean identity = node.get("identity").map(YamlNode::flag).orElse(false);
    String to = node.get("to").map(YamlNode::word).orElse(name);
    if (!identity && node.get("to").isEmpty()) {
      node.require("to");
    }
    if (!identity && node.get("columns").isEmpty()) {
      node.require("columns");
    }
    Map<String, ColumnRule> given = new LinkedHashMap<>();
    node.get("columns")
        .ifPresent(
            map ->
                map.entries()
                    .forEach(
                        (column, rule) ->
                            columns.read(rule).ifPresent(read -> given.put(column, read))));
    return new Part(
        node.line(),
        to,
        node.get("owner").map(YamlNode::flag).orElse(true),
        identity,
        given,
        words(node.get("drop")),
        words(node.get("leave")),
        node.get("when").flatMap(this::condition).orElse(null));
  }

  private static Set<String> words(Optional<YamlNode> node) {
    Set<String> words = new LinkedHashSet<>();
    node.ifPresent(list -> list.items().forEach(item -> words.add(item.word())));
    return words;
  }

  private Optional<Condition> condition(YamlNode node) {
    node.allow(CONDITION.toArray(String[]::new));
    Optional<YamlNode> simple = node.get("simple");
    if (simple.isPresent()) {
      return compiled(simple.get(), expressions::condition)
          .map(expression -> new Condition.Simple(node.line(), expression));
    }
    Optional<YamlNode> values = node.require("in");
    return node.require("column")
        .map(YamlNode::word)
        .map(
            column -> {
              Set<String> in = new LinkedHashSet<>(values.map(YamlNode::texts).orElse(List.of()));
              return new Condition.In(node.line(), column, in);
            });
  }

  static <T> Optional<T> compiled(YamlNode node, Function<String, T> compiler) {
    try {
      return Optional.of(compiler.apply(node.word()));
    } catch (IllegalArgumentException e) {
      node.fault("is no expression: " + e.getMessage());
      return Optional.empty();
    }
  }

  private static Optional<TableRule> bean(YamlNode node) {
    return node.instance(RowTransformer.class)
        .map(transformer -> new TableRule.Bean(node.line(), transformer));
  }
}
