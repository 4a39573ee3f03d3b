package io.bactrian.apply;

import io.bactrian.changeset.RowText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How a spoke's rows compare with those that it sees at the hub, in numbers. Kept in {@link
 * PartnerState}: the hub counts its own rows page by page, and the spoke's as they arrive. Exact
 * when nobody writes meanwhile. Immutable.
 *
 * @param stage how far it is
 * @param scope names of the hub's tables that it is about; empty for all
 * @param tables counts by the spoke's table
 */
public record RowComparison(Stage stage, List<String> scope, Map<String, Counts> tables) {
  /** How far a comparison is. */
  public enum Stage {
    /** The spoke's rows are asked for. */
    ASKED,
    /** The spoke's rows arrive. */
    ARRIVING,
    /** All are compared. */
    COMPLETE,
    /** And a person has seen the result. */
    SHOWN
  }

  /**
   * Counts of rows of one table of a spoke.
   *
   * @param expected rows that the hub has for the spoke
   * @param equal rows of the spoke that are as the hub has them
   * @param different rows that both have and that differ
   * @param onlyThere rows that the hub does not have, or does not show to the spoke
   */
  public record Counts(long expected, long equal, long different, long onlyThere) {
    static final Counts NONE = new Counts(0, 0, 0, 0);

    /** Rows that the spoke lacks. */
    public long lacking() {
      return Math.max(0, expected - equal - different);
    }

    /** Whether both sites have the same rows. */
    public boolean isEqual() {
      return lacking() == 0 && different == 0 && onlyThere == 0;
    }

    public Counts and(Counts more) {
      return new Counts(
          expected + more.expected,
          equal + more.equal,
          different + more.different,
          onlyThere + more.onlyThere);
    }

    private Counts own() {
      return new Counts(expected, 0, 0, 0);
    }
  }

  public RowComparison {
    scope = List.copyOf(scope);
    tables = Map.copyOf(tables);
  }

  /** One that begins. */
  static RowComparison asked(List<String> scope) {
    return new RowComparison(Stage.ASKED, scope, Map.of());
  }

  public static void begin(ApplyTransaction tx, String partner, List<String> scope) {
    tx.savePartner(tx.partner(partner).with(asked(scope)));
  }

  /** Forgets what was counted, as it is about to change. */
  public static void forget(ApplyTransaction tx, String partner) {
    PartnerState now = tx.partner(partner);
    if (now.comparison() != null) {
      tx.savePartner(now.with((RowComparison) null));
    }
  }

  /** Adds rows that the hub has for the spoke, by the spoke's table. */
  public static void expect(ApplyTransaction tx, String partner, Map<String, Long> rows) {
    PartnerState now = tx.partner(partner);
    if (now.comparison() != null && !rows.isEmpty()) {
      Map<String, Counts> more = new TreeMap<>();
      rows.forEach((table, count) -> more.put(table, new Counts(count, 0, 0, 0)));
      tx.savePartner(now.with(now.comparison().and(more)));
    }
  }

  /** Whether all rows are compared. */
  public boolean isComplete() {
    return stage == Stage.COMPLETE || stage == Stage.SHOWN;
  }

  /** Whether both sites have the same rows; only known when complete. */
  public boolean isEqual() {
    return tables.values().stream().allMatch(Counts::isEqual);
  }

  /** Whether it is about what this scope names. */
  public boolean isOf(LoadScope of) {
    return scope.equals(of.tables());
  }

  /** How many rows the hub has for the spoke, as far as it has counted them. */
  public long expected() {
    return tables.values().stream().mapToLong(Counts::expected).sum();
  }

  /** How many rows of the spoke are compared so far. */
  public long arrived() {
    return tables.values().stream()
        .mapToLong(counts -> counts.equal() + counts.different() + counts.onlyThere())
        .sum();
  }

  public RowComparison at(Stage now) {
    return new RowComparison(now, scope, tables);
  }

  /** The spoke's rows follow, from the first. */
  RowComparison arriving() {
    Map<String, Counts> own = new TreeMap<>();
    tables.forEach((table, counts) -> own.put(table, counts.own()));
    return new RowComparison(Stage.ARRIVING, scope, own);
  }

  RowComparison and(Map<String, Counts> more) {
    Map<String, Counts> all = new TreeMap<>(tables);
    more.forEach((table, counts) -> all.merge(table, counts, Counts::and));
    return new RowComparison(stage, scope, all);
  }

  /** Prints it as {@link #parse} reads it. */
  public String text() {
    List<String> parts = new ArrayList<>(List.of(stage.name(), "" + scope.size()));
    parts.addAll(scope);
    new TreeMap<>(tables)
        .forEach(
            (table, c) ->
                parts.addAll(
                    List.of(
                        table,
                        "" + c.expected(),
                        "" + c.equal(),
                        "" + c.different(),
                        "" + c.onlyThere())));
    return RowText.print(parts.toArray(new String[0]));
  }

  /** Parses what {@link #text} printed. */
  public static RowComparison parse(String text) {
    String[] parts = RowText.parse(text);
    int at = 2 + Integer.parseInt(parts[1]);
    Map<String, Counts> tables = new TreeMap<>();
    for (int i = at; i < parts.length; i += 5) {
      long[] counts = Arrays.stream(parts, i + 1, i + 5).mapToLong(Long::parseLong).toArray();
      tables.put(parts[i], new Counts(counts[0], counts[1], counts[2], counts[3]));
    }
    return new RowComparison(Stage.valueOf(parts[0]), List.of(parts).subList(2, at), tables);
  }
}
