package io.bactrian.event;

import io.bactrian.event.EventJournal.Head;
import java.util.List;
import java.util.Optional;

/** Reads the journal from where a reader has stopped. Thread-safe. */
public record EventReader(EventJournal journal) {

  /**
   * What is to be read next.
   *
   * @param events in order
   * @param missed why the reader did not get all since its place, a sentence; null when it did
   * @param next the place after them, from which to read on
   */
  public record Part(List<Event> events, String missed, EventId next) {
    public Part {
      events = List.copyOf(events);
    }

    /** The id of one of the events. */
    public String id(Event event) {
      return new EventId(next.journal(), event.number()).toString();
    }
  }

  /**
   * The place after the newest event; empty while the journal has not begun, which it does when the
   * site first runs.
   */
  public Optional<EventId> end() {
    return journal.head().map(Head::end);
  }

  /**
   * Reads on.
   *
   * @param place where the reader has stopped
   * @param most how many events at most
   * @return empty while the journal has not begun
   */
  public Optional<Part> after(EventId place, int most) {
    return journal.head().map(head -> part(head, place, most));
  }

  private Part part(Head head, EventId place, int most) {
    String missed = null;
    long from = place.number();
    if (place.journal() != head.journal() || from > head.newest()) {
      missed = "The site was restored: events after its backup are told anew or are missing.";
      from = head.began() - 1;
    } else if (from < head.oldest() - 1) {
      missed = "%d events are no longer kept.".formatted(head.oldest() - 1 - from);
    }
    from = Math.max(from, head.oldest() - 1);
    List<Event> events = journal.after(from, most, head);
    long last = events.isEmpty() ? from : events.get(events.size() - 1).number();
    return new Part(events, missed, new EventId(head.journal(), last));
  }
}
