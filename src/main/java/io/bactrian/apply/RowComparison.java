package io.bactrian.apply;

import io.bactrian.changeset.Item;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * How a spoke's rows compare with those that it sees at the hub, in numbers. Kept in {@link
 * PartnerState}: both count their own rows page by page, with hashes by ranges of keys, and the
 * spoke sends rows only of ranges that differ. Exact when nobody writes meanwhile. A spoke keeps
 * what it was asked for and has counted in the same form. Immutable.
 *
 * @param stage how far it is
 * @param scope names of the hub's tables that it is about; empty for all
 * @param tables counts by the spoke's table
 * @param narrowing what is still looked at
 * @param named the first rows that differ: table, key and how; no values
 */
public record RowComparison(
    Stage stage,
    List<String> scope,
    Map<String, Counts> tables,
    Narrowing narrowing,
    List<String> named) {
  /** Most rows that are named; all are counted. */
  private static final int MOST_NAMED = 20;

  /** How far a comparison is. */
  public enum Stage {
    /** We count our rows; what the spoke may have said before is not meant. */
    COUNTING,
    /** The spoke's rows are asked for. */
    ASKED,
    /** The spoke's rows arrive. */
    ARRIVING,
    /** We look at our own rows again, by ranges in which they differ. */
    NARROWING,
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
      return own(0);
    }

    private Counts own(long same) {
      return new Counts(expected, same, 0, 0);
    }
  }

  public RowComparison {
    scope = List.copyOf(scope);
    tables = Map.copyOf(tables);
    named = List.copyOf(named);
  }

  /** One in which nothing is left to be looked at. */
  public RowComparison(Stage stage, List<String> scope, Map<String, Counts> tables) {
    this(stage, scope, tables, Narrowing.NONE, List.of());
  }

  /** One that begins. */
  static RowComparison asked(List<String> scope) {
    return new RowComparison(Stage.ASKED, scope, Map.of());
  }

  /** At a spoke: what the hub asks for. */
  static RowComparison asked(Narrowing narrowing) {
    return asked(List.of()).narrowing(narrowing);
  }

  public static void begin(ApplyTransaction tx, String partner, List<String> scope) {
    begin(tx, partner, scope, Set.of());
  }

  /**
   * Begins to count our rows at the hub.
   *
   * @param targets names of the spoke's tables that they map to
   */
  public static void begin(
      ApplyTransaction tx, String partner, List<String> scope, Set<String> targets) {
    RowComparison begun = asked(scope).at(Stage.COUNTING).narrowing(Narrowing.of(targets));
    tx.savePartner(tx.partner(partner).with(begun));
  }

  /** Forgets what was counted, as it is about to change. */
  public static void forget(ApplyTransaction tx, String partner) {
    PartnerState now = tx.partner(partner);
    if (now.comparison() != null) {
      tx.savePartner(now.with((RowComparison) null));
    }
  }

  /** Adds what some of our rows are to the spoke, or at a spoke our rows. */
  public static void count(ApplyTransaction tx, String partner, List<ComparedPart> parts) {
    PartnerState now = tx.partner(partner);
    if (now.comparison() != null && !parts.isEmpty()) {
      tx.savePartner(now.with(now.comparison().counted(parts)));
    }
  }

  private RowComparison counted(List<ComparedPart> parts) {
    Map<String, Counts> more = new TreeMap<>();
    RowComparison all = this;
    for (ComparedPart part : parts) {
      RangeHashes ranges = narrowing.tables().get(part.table());
      boolean again = stage == Stage.NARROWING && (ranges == null || !ranges.hashes());
      if (part.owner() && !again) {
        more.merge(part.table(), new Counts(1, 0, 0, 0), Counts::and);
      }
      if (ranges != null && ranges.stage() == RangeHashes.Stage.MISSING && ranges.lacks(part)) {
        all = all.naming("%s %s is missing there".formatted(part.table(), part.key().text()));
      }
    }
    return all.and(more).narrowing(narrowing.and(parts));
  }

  /** Whether our rows are looked at that map to one of these tables of the spoke. */
  public boolean concerns(Set<String> targets) {
    return narrowing.isFirst() || targets.stream().anyMatch(narrowing.tables()::containsKey);
  }

  /** At a spoke: whether the hub wants this row itself. */
  public boolean wants(ComparedPart part) {
    RangeHashes ranges = narrowing.tables().get(part.table());
    return ranges == null || !ranges.hashes() && ranges.includes(part.place());
  }

  /** At a spoke: what it answers, of tables whose rows the hub may get. */
  public List<Item.Hashes> answers(Set<String> offered) {
    return narrowing.answers(offered);
  }

  /** The same, of which nothing is counted yet. */
  public RowComparison again() {
    return narrowing(narrowing.again());
  }

  /**
   * Asks the spoke once our rows are counted. Empty when nothing is left to ask for.
   *
   * @param number of its last changeset that is applied here
   */
  public List<OutboxRecord> request(String spoke, long number) {
    List<OutboxRecord> all = new ArrayList<>();
    if (stage == Stage.NARROWING && narrowing.questions().isEmpty()) {
      return all;
    }
    narrowing.questions().forEach(one -> all.add(new OutboxRecord.HashesFor(spoke, one)));
    Item.Request compare = new Item.Request(Item.Request.What.COMPARE, false, number, scope);
    all.add(new OutboxRecord.RequestFor(spoke, compare));
    return all;
  }

  private RowComparison narrowing(Narrowing next) {
    return new RowComparison(stage, scope, tables, next, named);
  }

  /** Names one more row, if there is room. */
  private RowComparison naming(String row) {
    if (named.size() >= MOST_NAMED) {
      return this;
    }
    List<String> more = new ArrayList<>(named);
    more.add(row);
    return new RowComparison(stage, scope, tables, narrowing, more);
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
    return new RowComparison(now, scope, tables, narrowing, named);
  }

  /** Whether the spoke's answer is awaited, or has begun. */
  boolean awaitsAnswer() {
    return stage == Stage.ASKED || stage == Stage.ARRIVING;
  }

  /** Whether what the spoke says is its answer. */
  boolean arrives() {
    return stage == Stage.ARRIVING;
  }

  /** Nothing is left to be looked at. */
  public RowComparison complete() {
    return at(Stage.COMPLETE).narrowing(Narrowing.NONE);
  }

  /** The spoke is asked. */
  public RowComparison asking() {
    return at(Stage.ASKED);
  }

  /** The spoke's answers follow, from the first. */
  RowComparison arriving() {
    Map<String, Counts> own = new TreeMap<>(tables);
    if (narrowing.isFirst()) {
      tables.forEach((table, counts) -> own.put(table, counts.own()));
    }
    narrowing
        .tables()
        .forEach(
            (table, ranges) ->
                own.computeIfPresent(table, (name, counts) -> counts.own(ranges.same())));
    List<String> before = narrowing.isFirst() ? List.of() : named;
    return new RowComparison(Stage.ARRIVING, scope, own, narrowing, before);
  }

  /** Takes a spoke's answer about a table; one that was not asked for is ignored. */
  RowComparison answered(Item.Hashes answer) {
    RangeHashes ours = narrowing.tables().get(answer.table());
    boolean asked = ours != null && ours.hashes() && ours.ranges() == answer.ranges();
    Optional<RangeHashes> theirs = asked ? RangeHashes.answered(answer) : Optional.empty();
    if (theirs.isEmpty()) {
      return this;
    }
    RangeHashes found = ours.against(theirs.get());
    Map<String, Counts> now = new HashMap<>(tables);
    now.computeIfPresent(answer.table(), (name, counts) -> counts.own(found.same()));
    return new RowComparison(stage, scope, now, narrowing.with(answer.table(), found), named);
  }

  /** The spoke has answered all. */
  RowComparison compared() {
    Map<String, Counts> now = new HashMap<>(tables);
    narrowing
        .tables()
        .forEach(
            (table, ranges) -> {
              if (ranges.isUnanswered()) {
                now.remove(table); // the spoke sends us none of its rows
              } else if (ranges.stage() == RangeHashes.Stage.FINER) {
                now.remove(table); // counted again
              }
            });
    Narrowing next = narrowing.next(now);
    Stage then = next.isEmpty() ? Stage.COMPLETE : next.needsOurs() ? Stage.NARROWING : Stage.ASKED;
    return new RowComparison(then, scope, now, next, named);
  }

  RowComparison and(Map<String, Counts> more) {
    Map<String, Counts> all = new TreeMap<>(tables);
    more.forEach((table, counts) -> all.merge(table, counts, Counts::and));
    return new RowComparison(stage, scope, all, narrowing, named);
  }

  /** Notes that the spoke has these rows of a table. */
  RowComparison seen(String table, long[] places) {
    return narrowing(narrowing.seen(table, places));
  }

  /** Names a row that differs. */
  RowComparison differs(String table, String key, boolean onlyThere) {
    return naming("%s %s %s".formatted(table, key, onlyThere ? "is only there" : "differs"));
  }

  /** Prints it as {@link #parse} reads it. */
  public String text() {
    return ComparisonText.print(this);
  }

  /** Parses what {@link #text} printed. */
  public static RowComparison parse(String text) {
    return ComparisonText.parse(text);
  }
}
