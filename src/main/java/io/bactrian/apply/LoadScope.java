package io.bactrian.apply;

import io.bactrian.changeset.Item.Request.What;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which rows a load sends, and for what.
 *
 * @param tables names of our tables, sorted; empty for all tables
 */
public record LoadScope(What what, List<String> tables) {
  public LoadScope {
    tables = tables.stream().distinct().sorted().toList();
  }

  /** Every row that the partner may see. */
  public static LoadScope all(What what) {
    return new LoadScope(what, List.of());
  }

  /** The rows of these tables that the partner may see; those of all tables if none is named. */
  public static LoadScope of(What what, Collection<String> tables) {
    return new LoadScope(what, List.copyOf(tables));
  }

  /** Whether it is for all tables. */
  public boolean isWhole() {
    return tables.isEmpty();
  }

  /** Whether the rows of this table belong to it. */
  public boolean includes(String table) {
    return isWhole() || tables.contains(table);
  }

  /** The scope that includes both; {@code OFFER} includes what {@code CHECK} does. */
  LoadScope and(LoadScope other) {
    What both = what == What.OFFER ? what : other.what;
    return isWhole() || other.isWhole()
        ? all(both)
        : of(both, Stream.concat(tables.stream(), other.tables.stream()).toList());
  }
}
