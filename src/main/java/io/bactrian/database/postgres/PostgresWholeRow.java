package io.bactrian.database.postgres;

import io.bactrian.changeset.Column;
import io.bactrian.changeset.LogicalType;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import io.bactrian.database.dialect.RecordedShape;
import java.util.ArrayList;
import java.util.List;
import org.bson.BsonArray;
import org.bson.BsonDocument;

/**
 * Reads whole rows as PostgreSQL prints them, from the columns that were recorded beside them:
 * leaves out generated and excluded columns, and brings the types that print otherwise into
 * canonical form. Immutable.
 */
final class PostgresWholeRow implements RecordedShape {
  private final Table table;
  private final int[] places;

  private PostgresWholeRow(Table table, int[] places) {
    this.table = table;
    this.places = places;
  }

  /** The beginning of a recorded shape; the columns and a brace follow. */
  static String beginning(List<String> leftOut) {
    BsonArray names = new BsonArray();
    leftOut.forEach(name -> names.add(new org.bson.BsonString(name)));
    String json = new BsonDocument("leftOut", names).toJson();
    return json.substring(0, json.length() - 1) + ", \"columns\": ";
  }

  /**
   * @param shape as the triggers record it, JSON
   */
  static PostgresWholeRow parse(String name, String shape) {
    BsonDocument all = BsonDocument.parse(shape);
    List<String> leftOut =
        all.getArray("leftOut").stream().map(value -> value.asString().getValue()).toList();
    BsonArray facts = all.getArray("columns");
    List<Column> columns = new ArrayList<>();
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < facts.size(); i++) {
      BsonArray fact = facts.get(i).asArray();
      Column column =
          PostgresCatalog.column(
              fact.get(0).asString().getValue(),
              fact.get(1).asString().getValue(),
              fact.get(2).asString().getValue(),
              fact.get(3).asString().getValue(),
              fact.get(4).asInt32().getValue(),
              fact.get(5).asBoolean().getValue(),
              fact.get(6).asBoolean().getValue());
      boolean generated = fact.get(7).asBoolean().getValue();
      if (!generated && !leftOut.contains(column.name())) {
        columns.add(column);
        places.add(i);
      }
    }
    return new PostgresWholeRow(
        new Table(name, columns), places.stream().mapToInt(Integer::intValue).toArray());
  }

  @Override
  public Table table() {
    return table;
  }

  @Override
  public Row row(Row recorded) {
    CharSequence[] values = new CharSequence[places.length];
    for (int i = 0; i < values.length; i++) {
      CharSequence value = recorded.cell(places[i]);
      values[i] = value == null ? null : canonical(table.column(i).type(), value);
    }
    return Row.owning(values);
  }

  private static CharSequence canonical(LogicalType type, CharSequence printed) {
    return switch (type) {
      case BOOLEAN -> printed.toString().equals("t") ? "true" : "false";
      case BINARY -> printed.toString().substring(2); // \x
      default -> printed;
    };
  }
}
