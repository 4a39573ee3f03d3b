package io.bactrian.convergence;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.bactrian.changeset.Column;
import io.bactrian.changeset.LogicalType;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Schema;
import io.bactrian.changeset.Table;
import io.bactrian.config.Faults;
import io.bactrian.conflict.Conflict;
import io.bactrian.conflict.ConflictRule;
import io.bactrian.conflict.Rules;
import io.bactrian.conflict.RulesFile;
import io.bactrian.expression.SimpleExpressions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/** A rules file of which every word is drawn, for the tables of a hub. */
final class DrawnRules {
  private static final SimpleExpressions SIMPLE = new SimpleExpressions();
  private static final FileSystem DISK = Jimfs.newFileSystem(Configuration.unix());
  private static final AtomicLong FILES = new AtomicLong();

  private final Random random;

  private DrawnRules(Random random) {
    this.random = random;
  }

  static String text(Side hub, Random random) {
    DrawnRules drawn = new DrawnRules(random);
    StringBuilder text = new StringBuilder("version: 1\ntables:\n");
    hub.tables().forEach(table -> text.append(drawn.table(hub, table)));
    return text.toString();
  }

  static Rules read(Side hub, String text) {
    Path file = DISK.getPath("/" + FILES.incrementAndGet() + ".yaml");
    Map<String, Table> tables = new HashMap<>(hub.byName());
    List<Schema.ForeignKey> keys = new ArrayList<>();
    hub.parents()
        .forEach(
            (child, reference) ->
                keys.add(
                    new Schema.ForeignKey(
                        child,
                        List.of(hub.table(child).column(reference.column()).name()),
                        reference.parent(),
                        List.of("id"),
                        null)));
    try {
      Files.writeString(file, text);
      Faults faults = new Faults();
      Rules rules = RulesFile.read(file, new Schema(tables, keys), SIMPLE, faults);
      faults.throwIfAny();
      Files.delete(file);
      return rules;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String pick(String... words) {
    return words[random.nextInt(words.length)];
  }

  private boolean sometimes() {
    return random.nextInt(3) == 0;
  }

  private String table(Side hub, Table table) {
    String by =
        table.columns().stream()
            .filter(column -> column.type() == LogicalType.INTEGER)
            .map(Column::name)
            .findFirst()
            .orElseThrow();
    StringBuilder text = new StringBuilder("  " + table.name() + ":\n    latest-by: " + by + "\n");
    text.append("    rule: ").append(whole()).append("\n    columns: {");
    for (Column column : table.columns()) {
      boolean free = !column.key() && !column.name().equals("owner") && !column.name().equals(by);
      if (free && random.nextBoolean()) {
        text.append(column.name()).append(": ").append(ofColumn(column)).append(", ");
      }
    }
    text.append("}\n");
    if (sometimes()) {
      text.append("    groups: {g: {columns: [%s], rule: %s}}%n".formatted(by, whole()));
    }
    text.append(onKinds(hub, table));
    if (sometimes()) {
      String condition = "${ours[%s]} > ${theirs[%s]}".formatted(by, by);
      String kinds = pick("", "on: update-update, ", "on: [update-delete, delete-update], ");
      String rule = kinds.contains("delete") ? presence() : pick("hub", "spoke", "manual");
      text.append("    when: [{if: \"%s\", %srule: %s}]%n".formatted(condition, kinds, rule));
    }
    if (random.nextInt(4) == 0) {
      text.append("    must: [{hold: \"${row[%s]} < 2\", message: no}]%n".formatted(by));
    }
    return text.toString();
  }

  private String onKinds(Side hub, Table table) {
    StringBuilder on = new StringBuilder("    on: {");
    for (String kind : List.of("update-delete", "delete-update")) {
      if (random.nextBoolean()) {
        on.append(kind).append(": ").append(presence()).append(", ");
      }
    }
    if (sometimes()) {
      on.append("update-update: ").append(whole()).append(", ");
    }
    if (random.nextBoolean()) {
      String both = "{keep-both: {id: \"1${theirs[id]}\"}}";
      on.append("insert-insert: ").append(random.nextBoolean() ? both : whole()).append(", ");
    }
    Integer unique = hub.unique().get(table.name());
    if (unique != null && random.nextBoolean()) {
      String name = table.column(unique).name();
      on.append("unique-key-taken: {keep-both: {%s: \"${theirs[%s]}1\"}}".formatted(name, name));
    }
    return on + "}\n";
  }

  private String whole() {
    return pick("hub", "spoke", "latest", "earliest", "manual", bean());
  }

  private String presence() {
    return pick("hub", "spoke", "delete-wins", "update-wins", "manual", bean());
  }

  private static String bean() {
    return "{bean: " + Longer.class.getName() + "}";
  }

  private String ofColumn(Column column) {
    if (column.type() == LogicalType.INTEGER) {
      return pick("hub", "spoke", "max", "min", "add", "manual");
    }
    return column.name().equals("up") ? pick("hub", "spoke") : pick("hub", "spoke", "concat");
  }

  /** Takes the row with the longer text. */
  public static final class Longer implements ConflictRule {
    @Override
    public Row decide(Conflict conflict) {
      return length(conflict.theirs()) > length(conflict.ours())
          ? conflict.theirs()
          : conflict.ours();
    }

    private static int length(Row row) {
      return row == null ? 0 : row.text().length();
    }
  }
}
