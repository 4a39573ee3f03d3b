package io.bactrian.destination;

import static io.bactrian.config.YamlSchema.any;
import static io.bactrian.config.YamlSchema.flag;
import static io.bactrian.config.YamlSchema.list;
import static io.bactrian.config.YamlSchema.named;
import static io.bactrian.config.YamlSchema.object;
import static io.bactrian.config.YamlSchema.text;
import static io.bactrian.config.YamlSchema.words;

import io.bactrian.config.YamlSchema;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The JSON schema of {@code tables.yaml}, of the words that its reader knows. Pure. */
final class TablesSchema {
  private TablesSchema() {}

  static Map<String, Object> file() {
    Map<String, Map<String, Object>> table = new LinkedHashMap<>();
    Map<String, Map<String, Object>> byRow =
        Map.of("column", text(), "simple", text(), "via", PlacedBy.schema());
    table.put(
        "destination",
        any(List.of(words(TrackedTablesReader.WORDS), object(TrackedTablesReader.BY_ROW, byRow))));
    table.put("on-refusal", words(TrackedTablesReader.ON_REFUSAL));
    table.put(TrackedTablesReader.ROUTE, flag());
    ColumnWords.ALL.forEach(word -> table.put(word, list(text())));
    return YamlSchema.file(
        "Tracked tables of a Bactrian site",
        object(
            TrackedTablesReader.FILE,
            Map.of("tables", named(object(TrackedTablesReader.TABLE, table))),
            "tables"));
  }
}
