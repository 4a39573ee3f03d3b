package io.bactrian.transform;

import static io.bactrian.config.YamlSchema.any;
import static io.bactrian.config.YamlSchema.flag;
import static io.bactrian.config.YamlSchema.list;
import static io.bactrian.config.YamlSchema.named;
import static io.bactrian.config.YamlSchema.number;
import static io.bactrian.config.YamlSchema.object;
import static io.bactrian.config.YamlSchema.text;
import static io.bactrian.config.YamlSchema.value;
import static io.bactrian.config.YamlSchema.wholeNumber;
import static io.bactrian.config.YamlSchema.words;

import io.bactrian.config.YamlSchema;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The JSON schema of a mapping file, of the words that its readers know. Pure. */
final class MappingSchema {
  private MappingSchema() {}

  static Map<String, Object> file() {
    Map<String, Map<String, Object>> top = new LinkedHashMap<>();
    top.put("extends", text());
    top.put("version", wholeNumber());
    top.put("from", text());
    top.put("to", text());
    top.put("ignore", list(text()));
    top.put("identity", flag());
    top.put("tables", named(list(part())));
    return YamlSchema.file("A Bactrian mapping", object(MappingReader.FILE, top));
  }

  private static Map<String, Object> part() {
    Map<String, Map<String, Object>> part = new LinkedHashMap<>();
    part.put("to", text());
    part.put("owner", flag());
    part.put("identity", flag());
    part.put("columns", named(column()));
    part.put("drop", list(text()));
    part.put("leave", list(text()));
    part.put(
        "when",
        object(
            MappingReader.CONDITION,
            Map.of("column", text(), "in", list(value()), "simple", text())));
    part.put("bean", text());
    return object(List.of(MappingReader.PART), part);
  }

  private static Map<String, Object> column() {
    Map<String, Map<String, Object>> from = new LinkedHashMap<>();
    from.put("from", text());
    from.put("values", named(value()));
    from.put("otherwise", value());
    from.put("multiply", number());
    from.put("divide", number());
    from.put("add", number());
    from.put("scale", wholeNumber());
    from.put("convert", words(ColumnReader.TYPES));
    from.put("format", text());
    from.put("zone", text());
    from.put("default", value());
    return any(
        List.of(
            text(),
            object(List.of("constant"), Map.of("constant", value()), "constant"),
            object(List.of("simple"), Map.of("simple", text()), "simple"),
            object(ColumnReader.FROM, from, "from")));
  }
}
