package io.bactrian.changelog;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Sorts.ascending;

import com.mongodb.client.MongoCollection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
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
    notes.insertOne(
        new Document("_id", ids.get())
            .append("question", question)
            .append("by", note.by())
            .append("text", note.text())
            .append("at", Date.from(note.at())));
  }

  /** The notes of a question, the oldest first. */
  public List<Note> of(String question) {
    return of(List.of(question)).getOrDefault(question, List.of());
  }

  /** The notes of questions, the oldest first; questions without any are not in the map. */
  public Map<String, List<Note>> of(Collection<String> questions) {
    Map<String, List<Note>> all = new HashMap<>();
    for (Document note : notes.find(in("question", questions)).sort(ascending("at", "_id"))) {
      all.computeIfAbsent(note.getString("question"), id -> new ArrayList<>())
          .add(
              new Note(
                  note.getString("by"), note.getString("text"), note.getDate("at").toInstant()));
    }
    return all;
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
