package io.bactrian.changelog;

import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import io.bactrian.changeset.Column;
import io.bactrian.changeset.Table;
import io.bactrian.changeset.TableShape;
import io.bactrian.problem.Problem;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bson.Document;

/**
 * The shapes that tables ever had, each stored once in the collection {@code tables}, so that an
 * old entry can be read after its table was altered. An id is the table's name and a hash of its
 * shape: equal at every writer. Thread-safe; reads through to the store.
 */
final class TableShapes {
  private final MongoCollection<Document> shapes;
  private final Map<Table, String> ids = new ConcurrentHashMap<>();
  private final Map<String, Table> tables = new ConcurrentHashMap<>();

  TableShapes(MongoDatabase database) {
    shapes = database.getCollection("tables");
  }

  /** Stores the shape if it is new; durable when this returns. */
  String id(Table table) {
    return ids.computeIfAbsent(table, this::store);
  }

  /**
   * @throws io.bactrian.problem.ProblemException when it is not stored
   */
  Table table(String id) {
    return tables.computeIfAbsent(id, this::load);
  }

  private String store(Table table) {
    List<Document> columns = table.columns().stream().map(TableShapes::document).toList();
    String id = table.name() + " " + TextHash.of(new Document("c", columns).toJson(), 8);
    if (shapes.find(new Document("_id", id)).first() == null) {
      try {
        shapes.insertOne(
            new Document("_id", id).append("name", table.name()).append("columns", columns));
      } catch (MongoWriteException e) {
        Duplicates.only(e);
      }
    }
    if (!load(id).equals(table)) {
      throw Problem.of(
              "The shape of table `%s` is stored with other columns under the same id `%s`.",
              table.name(), id)
          .follows("Nothing was appended.")
          .toDo("Restore the collection `tables` of the changelog's database from a backup.")
          .exception();
    }
    return id;
  }

  private Table load(String id) {
    Document shape = shapes.find(new Document("_id", id)).first();
    if (shape == null) {
      throw Problem.of(
              "The shape `%s` is missing in the collection `tables` of the changelog's database; entries that refer to it can't be read.",
              id)
          .toDo("Restore the database from a backup.")
          .exception();
    }
    return new Table(
        shape.getString("name"),
        shape.getList("columns", Document.class).stream()
            .map(MappedChange::new)
            .map(TableShape::read)
            .toList());
  }

  private static Document document(Column column) {
    Document document = new Document();
    TableShape.write(column, (part, value) -> document.append(field(part), value));
    return document;
  }

  /** The changelog has one part under a name of its own. */
  private static String field(String part) {
    return part.equals("nativeType") ? "native" : part;
  }

  /** A column from the document that {@link #document} made. */
  private record MappedChange(Document document) implements TableShape.Reader {
    @Override
    public String text(String part) {
      return document.getString(field(part));
    }

    @Override
    public int number(String part, int least) {
      return document.getInteger(field(part));
    }

    @Override
    public boolean flag(String part) {
      return document.getBoolean(field(part));
    }
  }
}
