package io.bactrian.exchange.mongo;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.ReplaceOptions;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.RowLimits;
import io.bactrian.changeset.RowText;
import io.bactrian.changeset.Unsent;
import io.bactrian.exchange.SetAside;
import io.bactrian.exchange.SetAsideStore;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.bson.Document;

/** Keeps it in two collections, both small. Thread-safe. */
record StoredSetAside(MongoCollection<Document> rows, MongoCollection<Document> limits)
    implements SetAsideStore {
  private static final ReplaceOptions UPSERT = new ReplaceOptions().upsert(true);

  /** After an id of a site, which has no such character. */
  static final String UNSENT = "/unsent";

  @Override
  public Optional<RowLimits> told(String partner) {
    return Optional.ofNullable(limits.find(eq("_id", partner)).first())
        .map(d -> new RowLimits(d.getLong("value"), d.getLong("row")));
  }

  @Override
  public void tell(String partner, RowLimits told) {
    Document document =
        new Document("_id", partner).append("value", told.value()).append("row", told.row());
    limits.replaceOne(eq("_id", partner), document, UPSERT);
  }

  @Override
  public Unsent unsentThere(String partner) {
    Document found = limits.find(eq("_id", partner + UNSENT)).first();
    return found == null
        ? Unsent.NOTHING
        : new Unsent(found.getLong("rows"), found.getLong("value"), found.getLong("size"));
  }

  @Override
  public void tellUnsent(String partner, Unsent there) {
    Document document =
        new Document("_id", partner + UNSENT)
            .append("rows", there.rows())
            .append("value", there.value())
            .append("size", there.size());
    limits.replaceOne(eq("_id", partner + UNSENT), document, UPSERT);
  }

  @Override
  public List<SetAside> of(String partner) {
    List<SetAside> all = new ArrayList<>();
    rows.find(eq("partner", partner)).forEach(document -> all.add(parse(document)));
    all.sort(Comparator.comparingLong(SetAside::position));
    return all;
  }

  private static SetAside parse(Document d) {
    return new SetAside(
        d.getString("partner"),
        d.getLong("position"),
        new RowId(d.getString("table"), Key.parse(d.getString("key"))),
        new RowLimits(d.getLong("value"), d.getLong("row")),
        d.getLong("released"));
  }

  @Override
  public void save(List<SetAside> some) {
    if (some.isEmpty()) {
      return;
    }
    List<ReplaceOneModel<Document>> writes = new ArrayList<>();
    for (SetAside one : some) {
      Document document =
          new Document("_id", id(one))
              .append("partner", one.partner())
              .append("position", one.position())
              .append("table", one.row().table())
              .append("key", one.row().key().text())
              .append("value", one.needed().value())
              .append("row", one.needed().row())
              .append("released", one.released());
      writes.add(new ReplaceOneModel<>(eq("_id", id(one)), document, UPSERT));
    }
    rows.bulkWrite(writes);
  }

  private static String id(SetAside one) {
    return RowText.print(
        one.partner(), Long.toString(one.position()), one.row().table(), one.row().key().text());
  }

  @Override
  public void drop(Collection<SetAside> some) {
    if (!some.isEmpty()) {
      rows.deleteMany(in("_id", some.stream().map(StoredSetAside::id).toList()));
    }
  }
}
