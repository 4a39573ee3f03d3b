package io.bactrian.changelog;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Projections.include;
import static com.mongodb.client.model.Sorts.ascending;

import com.mongodb.client.MongoCollection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.bson.Document;

/**
 * Notes about conflicts, parked changes and held rows, in the collection {@code conflict_notes}.
 * Thread-safe; a note is durable when {@link #add} returns.
 */
public final class ConflictNotes {
  private final MongoCollection<Document> notes;
  private final Supplier<String> ids;

  public ConflictNotes(ChangelogStore store, Supplier<String> ids) {
    notes = store.database().getCollection("conflict_notes");
    this.ids = ids;
    store.index("conflict_notes", "question", "at");
  }

  /** Adds a note to the question with this id. */
  public void add(String question, Note note) {
    addEach(List.of(question), note);
  }

  /** Adds the same note to each of these questions. */
  public void addEach(Collection<String> questions, Note note) {
    List<Document> documents =
        questions.stream()
            .map(
                question ->
                    new Document("_id", ids.get())
                        .append("question", question)
                        .append("by", note.by())
                        .append("text", note.text())
                        .append("at", Date.from(note.at())))
            .toList();
    if (!documents.isEmpty()) {
      notes.insertMany(documents);
    }
  }

  /** The notes of a question, the oldest first. */
  public List<Note> of(String question) {
    return of(List.of(question)).getOrDefault(question, List.of());
  }

  /** The notes of questions, the oldest first; questions without any are not in the map. */
  public Map<String, List<Note>> of(Collection<String> questions) {
    Map<String, List<Note>> all = new HashMap<>();
    for (Document note : notes.find(in("question", questions)).sort(ascending("at", "_id"))) {
      all.computeIfAbsent(note.getString("question"), id -> new ArrayList<>()).add(note(note));
    }
    return all;
  }

  private static Note note(Document note) {
    return new Note(note.getString("by"), note.getString("text"), note.getDate("at").toInstant());
  }

  /**
   * A stored note.
   *
   * @param question id of the question that it is about
   */
  public record Stored(String id, String question, Note note) {}

  /** Ids of notes written before this, by the question, both the oldest first. */
  public Map<String, List<String>> before(Instant at) {
    Map<String, List<String>> ids = new LinkedHashMap<>();
    for (Document note :
        notes
            .find(lt("at", Date.from(at)))
            .projection(include("question"))
            .sort(ascending("at", "_id"))) {
      ids.computeIfAbsent(note.getString("question"), id -> new ArrayList<>())
          .add(note.getString("_id"));
    }
    return ids;
  }

  /** The notes with these ids, the oldest first. */
  public List<Stored> find(Collection<String> some) {
    List<Stored> found = new ArrayList<>();
    for (Document note : notes.find(in("_id", some)).sort(ascending("at", "_id"))) {
      found.add(new Stored(note.getString("_id"), note.getString("question"), note(note)));
    }
    return found;
  }

  /** Deletes the notes with these ids. */
  public void remove(Collection<String> some) {
    notes.deleteMany(in("_id", some));
  }

  /** How many notes a question has. */
  public long count(String question) {
    return notes.countDocuments(eq("question", question));
  }

  /** Deletes the notes of these questions. */
  public void delete(Collection<String> questions) {
    notes.deleteMany(in("question", questions));
  }
}
