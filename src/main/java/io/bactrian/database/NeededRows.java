package io.bactrian.database;

import io.bactrian.apply.Failure;
import io.bactrian.apply.Need;
import io.bactrian.apply.Write;
import io.bactrian.changeset.Operation;
import io.bactrian.changeset.Schema;
import io.bactrian.changeset.Schema.ForeignKey;
import io.bactrian.changeset.Table;
import io.bactrian.database.dialect.Refusal;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * Finds what refused writes wait for: the parents of a row, whichever is missing, or the holders of
 * its unique values. Only of tracked tables, since changes of others are not seen. For one thread.
 */
final class NeededRows {
  private final Connection connection;
  private final Schema schema;
  private final Map<String, Map<String, List<String>>> unique = new HashMap<>();
  private final Map<String, List<ForeignKey>> toParents = new HashMap<>();

  NeededRows(Connection connection, Schema schema) {
    this.connection = connection;
    this.schema = schema;
  }

  /** The same failures, in order, with what they wait for. */
  List<Failure> of(List<Failure> failures) throws SQLException {
    List<Failure> all = new ArrayList<>(failures.size());
    for (Failure failure : failures) {
      all.add(
          failure
              .until(needs(failure).stream().filter(Objects::nonNull).toList())
              .taking(taken(failure)));
    }
    return all;
  }

  private List<Need> needs(Failure failure) throws SQLException {
    Write write = failure.write();
    return switch (failure.kind()) {
      case PARENT_MISSING -> parents(write);
      case UNIQUE_KEY_TAKEN -> holders(write);
      case STILL_REFERENCED -> children(write);
      case OTHER_INTEGRITY ->
          failure.reason().equals(Refusal.FOLLOWS.reason()) ? List.of(itself(write)) : List.of();
      case DATA -> List.of();
    };
  }

  /** An earlier write of the row was refused. */
  private static Need itself(Write write) {
    Table table = write.table();
    if (write.operation() != Operation.INSERT) {
      return Need.coming(table, write.key());
    }
    List<String> key =
        IntStream.range(0, table.keyWidth())
            .mapToObj(i -> table.column(table.keyPosition(i)).name())
            .toList();
    return Need.going(table.name(), key, values(write, key));
  }

  private List<Need> parents(Write write) throws SQLException {
    String name = write.table().name();
    List<ForeignKey> keys = toParents.get(name);
    if (keys == null) {
      keys = ParentKeys.of(connection, schema, name);
      toParents.put(name, keys);
    }
    return keys.stream()
        .map(key -> Need.coming(key.parent(), key.parentColumns(), values(write, key.columns())))
        .toList();
  }

  private List<Need> children(Write write) {
    String name = write.table().name();
    return schema.foreignKeys().stream()
        .filter(key -> key.parent().equals(name))
        .map((ForeignKey key) -> child(write, key))
        .toList();
  }

  private static Need child(Write write, ForeignKey key) {
    return Need.going(key.table(), key.columns(), values(write, key.parentColumns()));
  }

  /** Of the unique index that is named as the place, which may have its schema before it. */
  private List<String> taken(Failure failure) throws SQLException {
    if (failure.kind() != Failure.Kind.UNIQUE_KEY_TAKEN) {
      return List.of();
    }
    String place = failure.place();
    return unique(failure.write().table().name()).entrySet().stream()
        .filter(index -> place.equals(index.getKey()) || place.endsWith("." + index.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(List.of());
  }

  private Map<String, List<String>> unique(String table) throws SQLException {
    Map<String, List<String>> indexes = unique.get(table);
    if (indexes == null) {
      indexes = UniqueColumns.of(connection, table);
      unique.put(table, indexes);
    }
    return indexes;
  }

  private List<Need> holders(Write write) throws SQLException {
    String name = write.table().name();
    return unique(name).values().stream()
        .map(columns -> Need.going(name, columns, values(write, columns)))
        .toList();
  }

  /** With null for columns that are not known. */
  private static String[] values(Write write, List<String> columns) {
    Table table = write.table();
    return columns.stream()
        .map(table::position)
        .map(position -> position < 0 ? null : write.row().get(position))
        .toArray(String[]::new);
  }
}
