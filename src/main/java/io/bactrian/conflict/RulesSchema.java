package io.bactrian.conflict;

import static io.bactrian.config.YamlSchema.list;
import static io.bactrian.config.YamlSchema.named;
import static io.bactrian.config.YamlSchema.object;
import static io.bactrian.config.YamlSchema.text;
import static io.bactrian.config.YamlSchema.wholeNumber;
import static io.bactrian.config.YamlSchema.words;

import io.bactrian.config.YamlSchema;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The JSON schema of a rules file, of the words that its readers know. Pure. */
final class RulesSchema {
  private RulesSchema() {}

  static Map<String, Object> file() {
    Map<String, Object> table =
        object(
            RulesReader.TABLE,
            Map.of(
                "rule",
                RuleWords.schema(Set.of()),
                "latest-by",
                text(),
                "columns",
                named(RuleWords.columnSchema()),
                "groups",
                named(group()),
                "on",
                object(List.copyOf(RulesReader.KINDS.keySet()), kinds()),
                "when",
                list(condition()),
                "must",
                list(must()),
                "ask",
                words(RulesReader.SIDES)));
    return YamlSchema.file(
        "Conflict rules of a Bactrian hub",
        object(
            RulesReader.FILE,
            Map.of(
                "version", wholeNumber(),
                "default", words(RulesReader.DEFAULTS),
                "tables", named(table)),
            "version"));
  }

  private static Map<String, Map<String, Object>> kinds() {
    Map<String, Map<String, Object>> kinds = new LinkedHashMap<>();
    RulesReader.KINDS.forEach((word, kind) -> kinds.put(word, RuleWords.schema(Set.of(kind))));
    return kinds;
  }

  private static Map<String, Object> group() {
    return object(
        RulesReader.GROUP,
        Map.of("columns", list(text()), "rule", RuleWords.schema(Set.of())),
        "columns");
  }

  private static Map<String, Object> condition() {
    List<Map<String, Object>> rules =
        java.util.stream.Stream.concat(
                java.util.stream.Stream.of(RuleWords.schema(Set.of())), kinds().values().stream())
            .distinct()
            .toList();
    return object(
        ConditionReader.KEYS,
        Map.of(
            "if",
            text(),
            "on",
            list(words(RulesReader.KINDS.keySet().stream().sorted().toList())),
            "rule",
            YamlSchema.any(rules)),
        "if",
        "rule");
  }

  private static Map<String, Object> must() {
    return object(
        BusinessRuleReader.KEYS, Map.of("hold", text(), "message", text()), "hold", "message");
  }
}
