package io.bactrian.event;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.lte;
import static com.mongodb.client.model.Sorts.ascending;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.ReplaceOptions;
import io.bactrian.exchange.Signal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.bson.Document;

/**
 * The numbered journal of events: in the collection {@code events}, with its head in {@code
 * event_positions}. Events after the head do not exist yet: an append that was interrupted is done
 * again over them. Durable when a method returns. Thread-safe; one runner appends.
 */
public final class EventJournal {
  private static final String HEAD = "*head";

  private final MongoCollection<Document> events;
  private final MongoCollection<Document> positions;
  private final Signal grown = new Signal();

  public EventJournal(MongoDatabase database) {
    events = database.getCollection("events");
    positions = database.getCollection("event_positions");
  }

  /**
   * How far the journal goes.
   *
   * @param journal generation of the site's changelog
   * @param began number of the first event of this generation
   * @param oldest number of the oldest event that is kept, one more than {@code newest} for none
   * @param newest number of the last event, 0 for none
   * @param applied number of the last changeset told, by partner
   */
  public record Head(
      long journal, long began, long oldest, long newest, Map<String, Long> applied) {
    public Head {
      applied = Map.copyOf(applied);
    }

    /** The place after the last event. */
    public EventId end() {
      return new EventId(journal, newest);
    }
  }

  /** The head; empty while nothing was ever told. */
  public Optional<Head> head() {
    return Optional.ofNullable(positions.find(eq("_id", HEAD)).first())
        .map(
            head -> {
              Map<String, Long> applied = new TreeMap<>();
              head.get("applied", Document.class)
                  .forEach((partner, number) -> applied.put(partner, (Long) number));
              return new Head(
                  head.getLong("journal"),
                  head.getLong("began"),
                  head.getLong("oldest"),
                  head.getLong("newest"),
                  applied);
            });
  }

  /**
   * Appends events, numbered after the head in their order, and moves the head.
   *
   * @param keys by which the origin of each event is known, in the same order
   * @param next the head with the numbers that the events give it
   */
  void append(Head next, List<Event> some, List<String> keys) {
    List<Document> documents = new ArrayList<>();
    for (int i = 0; i < some.size(); i++) {
      Event event = some.get(i);
      documents.add(
          new Document("_id", event.number())
              .append("kind", event.kind().word())
              .append("at", Date.from(event.at()))
              .append("key", keys.get(i))
              .append("data", new Document(event.data())));
    }
    if (!documents.isEmpty()) {
      long first = some.get(0).number();
      events.deleteMany(and(gte("_id", first), lte("_id", Long.MAX_VALUE)));
      events.insertMany(documents);
    }
    Document head =
        new Document("_id", HEAD)
            .append("journal", next.journal())
            .append("began", next.began())
            .append("oldest", next.oldest())
            .append("newest", next.newest())
            .append("applied", new Document(new TreeMap<>(next.applied())));
    positions.replaceOne(eq("_id", HEAD), head, new ReplaceOptions().upsert(true));
    if (!some.isEmpty()) {
      grown.raise();
    }
  }

  /** Raised after this object has appended events. */
  public Signal grown() {
    return grown;
  }

  /** Keys of the last events, at most this many. */
  Set<String> lastKeys(Head head, int most) {
    return documents(head.newest() - most, head.newest()).stream()
        .map(event -> event.getString("key"))
        .collect(Collectors.toSet());
  }

  /**
   * The events after a place, in order.
   *
   * @param head read before; later events are left out
   * @param most how many at most
   */
  List<Event> after(long number, int most, Head head) {
    return documents(number, Math.min(head.newest(), number + most)).stream()
        .map(EventJournal::event)
        .toList();
  }

  private List<Document> documents(long after, long through) {
    if (after >= through) {
      return List.of();
    }
    return events
        .find(and(gte("_id", after + 1), lte("_id", through)))
        .sort(ascending("_id"))
        .into(new ArrayList<>());
  }

  private static Event event(Document document) {
    Instant at = document.getDate("at").toInstant();
    return new Event(
        document.getLong("_id"),
        EventKind.of(document.getString("kind")).orElseThrow(),
        at,
        new LinkedHashMap<>(document.get("data", Document.class)));
  }

  /** Deletes events before a number; call it before the head says so. */
  void deleteBefore(long number) {
    events.deleteMany(and(gt("_id", Long.MIN_VALUE), lt("_id", number)));
  }

  /** The last event that a subscriber has taken; empty for a new one. */
  public Optional<EventId> position(String subscriber) {
    return Optional.ofNullable(positions.find(eq("_id", subscriber)).first())
        .map(taken -> new EventId(taken.getLong("journal"), taken.getLong("newest")));
  }

  /** Stores the last event that a subscriber has taken. */
  public void taken(String subscriber, EventId last) {
    Document taken =
        new Document("_id", subscriber)
            .append("journal", last.journal())
            .append("newest", last.number());
    positions.replaceOne(eq("_id", subscriber), taken, new ReplaceOptions().upsert(true));
  }
}
