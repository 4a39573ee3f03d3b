package io.bactrian.changelog;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.exists;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.size;
import static com.mongodb.client.model.Projections.include;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.push;
import static com.mongodb.client.model.Updates.set;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.UpdateOneModel;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bson.Document;
import org.bson.conversions.Bson;

/** Stores what people did about conflicts. Thread-safe. */
record ConflictActs(
    MongoCollection<Document> conflicts, TableShapes shapes, LongTexts texts, ConflictNews news) {

  /** As {@link ConflictLog#add}. */
  boolean add(String id, Act act) {
    Document stored = ActDocument.of(act, shapes, texts);
    Document now = conflicts.find(eq("_id", id)).projection(include("acts", "closed")).first();
    news.acting(id, actsOf(now) + 1, act.at());
    Document before =
        conflicts.findOneAndUpdate(
            eq("_id", id),
            combine(set("open", false), set("closed", closing(act)), push("acts", stored)),
            new FindOneAndUpdateOptions().projection(include("open", "acts", "closed")));
    news.acting(id, actsOf(before) + 1, act.at()); // another may have been added meanwhile
    return before != null && before.getBoolean("open");
  }

  /** As {@link ConflictLog#addAs}: of two that come at once, one is added. */
  boolean addAs(int number, String id, Act act) {
    Document now = conflicts.find(eq("_id", id)).projection(include("acts", "closed")).first();
    if (now == null || actsOf(now) != number) {
      return false;
    }
    news.acting(id, number + 1, act.at());
    List<Document> acts = now.getList("acts", Document.class);
    Bson same = acts == null ? exists("acts", false) : size("acts", acts.size());
    return conflicts
            .updateOne(
                and(eq("_id", id), same),
                combine(
                    set("closed", closing(act)), push("acts", ActDocument.of(act, shapes, texts))))
            .getMatchedCount()
        == 1;
  }

  /** As {@link ConflictLog#addEach}. */
  Set<String> addEach(Map<String, Act> acts) {
    Map<String, Integer> counts = new HashMap<>();
    for (Document one :
        conflicts.find(in("_id", acts.keySet())).projection(include("acts", "closed"))) {
      counts.put(one.getString("_id"), actsOf(one) + 1);
    }
    news.acting(counts, acts);
    Map<String, Document> stored = new HashMap<>();
    List<UpdateOneModel<Document>> updates = new ArrayList<>();
    counts
        .keySet()
        .forEach(
            id -> {
              Act act = acts.get(id);
              Document document = ActDocument.of(act, shapes, texts);
              stored.put(id, document);
              updates.add(
                  new UpdateOneModel<>(
                      new Document("_id", id).append("open", true),
                      combine(
                          set("open", false),
                          set("closed", closing(act)),
                          push("acts", document))));
            });
    Set<String> closed = new HashSet<>(counts.keySet());
    if (!updates.isEmpty() && conflicts.bulkWrite(updates).getMatchedCount() < updates.size()) {
      closed.removeAll(without(stored)); // somebody else has decided them meanwhile
      stored.keySet().stream()
          .filter(id -> !closed.contains(id))
          .forEach(id -> add(id, acts.get(id)));
    }
    return closed;
  }

  /** Those of these conflicts that do not have these acts. */
  private Set<String> without(Map<String, Document> stored) {
    Set<String> without = new HashSet<>();
    for (Document one : conflicts.find(in("_id", stored.keySet())).projection(include("acts"))) {
      List<Document> acts = one.getList("acts", Document.class, List.of());
      String id = one.getString("_id");
      if (!acts.contains(stored.get(id))) {
        without.add(id);
      }
    }
    return without;
  }

  /** How many acts a conflict has; null has none. */
  private static int actsOf(Document conflict) {
    return conflict == null ? 0 : ActDocument.all(conflict, null, null).size();
  }

  /** What people read first, and what earlier versions read. */
  private static Document closing(Act act) {
    return new Document("by", act.by()).append("how", act.how()).append("at", Date.from(act.at()));
  }
}
