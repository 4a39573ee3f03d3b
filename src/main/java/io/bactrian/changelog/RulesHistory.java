package io.bactrian.changelog;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Projections.exclude;
import static com.mongodb.client.model.Sorts.ascending;
import static com.mongodb.client.model.Sorts.descending;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.set;
import static com.mongodb.client.model.Updates.setOnInsert;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.UpdateOptions;
import io.bactrian.conflict.RulesText;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.bson.Document;

/**
 * The rules files that were in use at this hub, as they were written, in the collection {@code
 * conflict_rules}: one document for each text of the whole folder, named by its hash. Conflicts
 * refer to them by the versions of the files. Thread-safe; writes are durable when a method
 * returns.
 */
public final class RulesHistory {
  /** Older ones are deleted: a script that edits rules can't fill the store. */
  static final int MOST = 500;

  /** Characters of all files together; more is not kept, since it might not fit a document. */
  static final int LONGEST = 4 << 20;

  private static final int ANSWERS = 50;

  /** For records that still wait to be captured when the rules that decided have been replaced. */
  private static final Duration GRACE = Duration.ofDays(1);

  private final MongoCollection<Document> rules;
  private final MongoCollection<Document> conflicts;

  public RulesHistory(ChangelogStore store) {
    rules = store.database().getCollection("conflict_rules");
    conflicts = store.database().getCollection("conflicts");
  }

  /**
   * Rules that are or were in use.
   *
   * @param id a hash of the text
   * @param since when they came into use first
   * @param last when they came into use last
   */
  public record Kept(String id, Instant since, Instant last, RulesText text) {}

  /**
   * Keeps rules that are about to come into use. Writes nothing when they are those that did so
   * last.
   *
   * @param versions those of their files
   */
  public void keep(RulesText text, Set<Integer> versions, Instant now) {
    String id = id(text);
    Document last = rules.find().sort(descending("last", "_id")).limit(1).first();
    boolean known = last != null && last.getString("_id").equals(id);
    if (known || text.length() > LONGEST) {
      return;
    }
    rules.updateOne(
        eq("_id", id),
        combine(
            setOnInsert("files", text.files().stream().map(RulesHistory::document).toList()),
            setOnInsert("versions", versions.stream().sorted().toList()),
            setOnInsert("since", Date.from(now)),
            set("last", Date.from(now))),
        new UpdateOptions().upsert(true));
    List<String> all = new ArrayList<>();
    rules
        .find()
        .projection(exclude("files"))
        .sort(descending("last", "_id"))
        .forEach(one -> all.add(one.getString("_id")));
    delete(all.subList(Math.min(MOST, all.size()), all.size()));
  }

  private static String id(RulesText text) {
    return TextHash.of(
        text.files().stream()
            .map(file -> file.name().length() + " " + file.name() + file.text())
            .collect(Collectors.joining("\0")),
        16);
  }

  private static Document document(RulesText.File file) {
    return new Document("name", file.name()).append("text", file.text());
  }

  /** Rules with a file of this version, the newest first. */
  public List<Kept> of(int version) {
    List<Kept> found = new ArrayList<>();
    rules
        .find(eq("versions", version))
        .sort(descending("last", "_id"))
        .limit(ANSWERS)
        .forEach(one -> found.add(parse(one)));
    return found;
  }

  /**
   * Rules that are no longer in use, have not been for a day, and that no record refers to; the
   * oldest first.
   */
  public List<Kept> unneeded(Instant now) {
    List<Kept> found = new ArrayList<>();
    List<Document> all = new ArrayList<>();
    rules.find().projection(exclude("files")).sort(ascending("last", "_id")).into(all);
    for (int i = 0; i + 1 < all.size(); i++) {
      Instant replaced = all.get(i + 1).getDate("last").toInstant();
      List<Integer> versions = all.get(i).getList("versions", Integer.class);
      if (replaced.plus(GRACE).isBefore(now)
          && conflicts.find(in("version", versions)).limit(1).first() == null) {
        Document whole = rules.find(eq("_id", all.get(i).getString("_id"))).first();
        if (whole != null) {
          found.add(parse(whole));
        }
      }
    }
    return found;
  }

  /** Deletes rules by their ids. */
  public void delete(Collection<String> ids) {
    if (!ids.isEmpty()) {
      rules.deleteMany(in("_id", ids));
    }
  }

  private static Kept parse(Document one) {
    return new Kept(
        one.getString("_id"),
        one.getDate("since").toInstant(),
        one.getDate("last").toInstant(),
        new RulesText(
            one.getList("files", Document.class).stream()
                .map(file -> new RulesText.File(file.getString("name"), file.getString("text")))
                .toList()));
  }
}
