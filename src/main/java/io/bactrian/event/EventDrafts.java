package io.bactrian.event;

import io.bactrian.changelog.Act;
import io.bactrian.changelog.ConflictNews.About;
import io.bactrian.changelog.ConflictNews.News;
import io.bactrian.event.EventJournal.Head;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Numbers events after a head. Pure but for what it is asked to look up; for one use. */
final class EventDrafts {
  /** After which an act that was begun and is not stored is not going to be. */
  private static final Duration GIVEN_UP = Duration.ofHours(1);

  private final Head head;
  private final Set<String> last;
  private final Instant now;
  private final List<Event> events = new ArrayList<>();
  private final List<String> keys = new ArrayList<>();
  private final List<String> done = new ArrayList<>();
  private final Map<String, Integer> counts = new HashMap<>();
  private final Map<String, Long> applied;

  /**
   * @param last keys of the events before the head, which an interrupted append may have told
   */
  EventDrafts(Head head, Set<String> last, Instant now) {
    this.head = head;
    this.last = last;
    this.now = now;
    this.applied = new TreeMap<>(head.applied());
  }

  /** Adds what news tell, in the order in which it happened. */
  void conflicts(List<News> untold, Map<String, About> about) {
    untold.stream()
        .sorted(Comparator.comparing(News::at).thenComparing(News::act))
        .forEach(one -> conflict(one, about.get(one.conflict())));
  }

  private void conflict(News one, About about) {
    if (about == null || one.act() > about.acts().size()) {
      if (one.at().plus(GIVEN_UP).isBefore(now)) {
        done.add(one.id());
      }
      return;
    }
    done.add(one.id());
    int told = counts.getOrDefault(one.conflict(), Math.max(about.told(), about.opened() ? 0 : 1));
    for (int act = told; act <= one.act(); act++) {
      add(one, act, about);
    }
    counts.put(one.conflict(), Math.max(told, one.act() + 1));
  }

  private void add(News one, int number, About about) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("conflict", one.conflict());
    data.put("spoke", about.spoke());
    data.put("table", about.table());
    data.put("columns", about.columns());
    data.put("kind", about.kind());
    String key = one.conflict() + "/" + number;
    if (number == 0) {
      add(key, EventKind.CONFLICT_OPENED, about.at(), data);
      return;
    }
    Act act = about.acts().get(number - 1);
    data.put("act", act.kind().name().toLowerCase(Locale.ROOT));
    data.put("by", act.by());
    add(key, EventKind.CONFLICT_DECIDED, act.at(), data);
  }

  private void add(String key, EventKind kind, Instant at, Map<String, Object> data) {
    if (!last.contains(key)) {
      events.add(new Event(newest() + 1, kind, at, data));
      keys.add(key);
    }
  }

  /** Adds changesets that are applied and not told; returns whether there may be more. */
  boolean changesets(Map<String, Long> newest, EventTelling.Applied all) {
    boolean[] more = {false};
    newest.forEach(
        (partner, number) -> {
          long told = applied.getOrDefault(partner, 0L);
          if (number <= told) {
            applied.put(partner, number); // a restored database
            return;
          }
          List<Long> numbers = all.after(partner, told, EventTelling.MOST);
          boolean full = numbers.size() == EventTelling.MOST;
          numbers.forEach(one -> changeset(partner, one));
          applied.put(partner, full ? numbers.get(numbers.size() - 1) : number);
          more[0] |= full;
        });
    return more[0];
  }

  private void changeset(String partner, long number) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("partner", partner);
    data.put("changeset", number);
    add("applied/" + partner + "/" + number, EventKind.CHANGESET_APPLIED, now, data);
  }

  /** Number of the last event. */
  long newest() {
    return head.newest() + events.size();
  }

  Head head(long journal, long oldest) {
    long began = journal == head.journal() ? head.began() : head.newest() + 1;
    return new Head(journal, began, oldest, newest(), applied);
  }

  List<Event> events() {
    return events;
  }

  /** By which the origin of each event is known. */
  List<String> keys() {
    return keys;
  }

  /** Ids of news that need not be read again. */
  List<String> done() {
    return done;
  }

  /** How many news of a conflict are told by now, by its id. */
  Map<String, Integer> counts() {
    return counts;
  }
}
