package io.bactrian.apply;

import io.bactrian.changeset.Item;
import io.bactrian.changeset.RowText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;

/**
 * How a comparison narrows down to the rows that differ: from the hashes of whole tables, by those
 * of ranges of keys, to rows. Immutable.
 *
 * @param tables the tables of the spoke that are still looked at, by name
 */
record Narrowing(Map<String, RangeHashes> tables) {
  static final Narrowing NONE = new Narrowing(Map.of());

  Narrowing {
    tables = Map.copyOf(tables);
  }

  /** Of whole tables. */
  static Narrowing of(Set<String> targets) {
    Map<String, RangeHashes> all = new HashMap<>();
    targets.forEach(table -> all.put(table, RangeHashes.of(1)));
    return new Narrowing(all);
  }

  /** What the hub asks for. */
  static Narrowing asked(List<Item.Hashes> questions) {
    Map<String, RangeHashes> all = new HashMap<>();
    questions.forEach(question -> all.put(question.table(), RangeHashes.asked(question)));
    return new Narrowing(all);
  }

  boolean isEmpty() {
    return tables.isEmpty();
  }

  /** The same for each table. */
  private Narrowing each(BiFunction<String, RangeHashes, RangeHashes> next) {
    Map<String, RangeHashes> all = new HashMap<>();
    tables.forEach((table, ranges) -> all.put(table, next.apply(table, ranges)));
    return new Narrowing(all);
  }

  /** Nothing is counted yet. */
  Narrowing again() {
    return each((table, ranges) -> ranges.again());
  }

  Narrowing with(String table, RangeHashes ranges) {
    Map<String, RangeHashes> all = new HashMap<>(tables);
    all.put(table, ranges);
    return new Narrowing(all);
  }

  /** Adds what rows give, where hashes are wanted. */
  Narrowing and(List<ComparedPart> parts) {
    Map<String, List<ComparedPart>> byTable = new TreeMap<>();
    parts.forEach(
        part -> byTable.computeIfAbsent(part.table(), table -> new ArrayList<>()).add(part));
    return each(
        (table, ranges) ->
            ranges.hashes() && byTable.containsKey(table)
                ? ranges.and(byTable.get(table))
                : ranges);
  }

  /** Adds the places of rows that the spoke has. */
  Narrowing seen(String table, long[] places) {
    RangeHashes ranges = tables.get(table);
    return ranges == null ? this : with(table, ranges.seen(places));
  }

  /** Whether we have to look at our rows, before the spoke is asked or after it answered. */
  boolean needsOurs() {
    return tables.values().stream()
        .anyMatch(ranges -> ranges.hashes() || ranges.stage() == RangeHashes.Stage.MISSING);
  }

  /** Whether only whole tables are asked for. */
  boolean isFirst() {
    return tables.values().stream().allMatch(ranges -> ranges.hashes() && ranges.ranges() == 1);
  }

  /** What the hub asks a spoke for. */
  List<Item.Hashes> questions() {
    return new TreeMap<>(tables)
        .entrySet().stream()
            .filter(table -> table.getValue().stage() != RangeHashes.Stage.MISSING)
            .map(table -> table.getValue().question(table.getKey()))
            .toList();
  }

  /**
   * What a spoke answers.
   *
   * @param offered names of its tables whose rows the hub may get
   */
  List<Item.Hashes> answers(Set<String> offered) {
    return new TreeMap<>(tables)
        .entrySet().stream()
            .filter(table -> table.getValue().hashes() && offered.contains(table.getKey()))
            .map(table -> table.getValue().answer(table.getKey()))
            .toList();
  }

  /**
   * What follows once the spoke has answered all.
   *
   * @param counts what is known of each table
   */
  Narrowing next(Map<String, RowComparison.Counts> counts) {
    Map<String, RangeHashes> all = new HashMap<>();
    tables.forEach(
        (table, ranges) -> {
          boolean missing = counts.getOrDefault(table, RowComparison.Counts.NONE).lacking() > 0;
          Optional<RangeHashes> next = ranges.next(missing);
          next.ifPresent(more -> all.put(table, more));
        });
    return new Narrowing(all);
  }

  String text() {
    List<String> parts = new ArrayList<>();
    new TreeMap<>(tables)
        .forEach(
            (table, ranges) -> {
              parts.add(table);
              parts.add(ranges.text());
            });
    return RowText.print(parts.toArray(new String[0]));
  }

  static Narrowing parse(String[] parts) {
    Map<String, RangeHashes> tables = new HashMap<>();
    for (int i = 0; i + 1 < parts.length; i += 2) {
      tables.put(parts[i], RangeHashes.parse(parts[i + 1]));
    }
    return new Narrowing(tables);
  }
}
