package io.bactrian.apply;

import io.bactrian.changeset.Item.Request.What;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which rows a load sends, and for what.
 *
 * @param tables names of our tables, sorted; empty for all tables
 * @param mirror of a load to a spoke: whether rows that only the spoke has are removed there in the
 *     end; otherwise they are counted and stay
 */
public record LoadScope(What what, List<String> tables, boolean mirror) {
  public LoadScope {
    tables = tables.stream().distinct().sorted().toList();
    mirror = mirror && what != What.COMPARE; // which changes nothing
  }

  /** Every row that the partner may see; afterwards the partner has no others. */
  public static LoadScope all(What what) {
    return of(what, List.of());
  }

  /** The rows of these tables that the partner may see; those of all tables if none is named. */
  public static LoadScope of(What what, Collection<String> tables) {
    return new LoadScope(what, List.copyOf(tables), true);
  }

  /** The same rows; those that only the partner has stay there. */
  public LoadScope keeping() {
    return new LoadScope(what, tables, false);
  }

  /** Whether it is for all tables. */
  public boolean isWhole() {
    return tables.isEmpty();
  }

  /** Whether the rows of this table belong to it. */
  public boolean includes(String table) {
    return isWhole() || tables.contains(table);
  }

  /**
   * Whether one load can do what both are for, without removing a row that neither would remove. A
   * comparison stands alone, as its answer is counts of all rows.
   */
  boolean joins(LoadScope other) {
    if (what != other.what) {
      return what != What.COMPARE && other.what != What.COMPARE;
    }
    return mirror == other.mirror || mirrors(other) || other.mirrors(this);
  }

  /** The scope that includes both; {@code OFFER} includes what {@code CHECK} does. */
  LoadScope and(LoadScope other) {
    What both = stands(other) ? what : other.what;
    boolean removes = mirror && other.mirror || mirrors(other) || other.mirrors(this);
    List<String> all =
        isWhole() || other.isWhole()
            ? List.of()
            : Stream.concat(tables.stream(), other.tables.stream()).toList();
    return new LoadScope(both, all, removes);
  }

  /** The one of two that matters more, where they can't be joined and only one is kept. */
  LoadScope or(LoadScope other) {
    return joins(other) ? and(other) : what == What.COMPARE ? other : this;
  }

  private boolean stands(LoadScope other) {
    return what == What.OFFER || other.what == What.COMPARE;
  }

  private boolean mirrors(LoadScope other) {
    return mirror && (isWhole() || !other.isWhole() && tables.containsAll(other.tables));
  }
}
