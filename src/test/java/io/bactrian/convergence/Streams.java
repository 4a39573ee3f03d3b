package io.bactrian.convergence;

import io.bactrian.changelog.LogEntry;
import io.bactrian.changeset.Item;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** All changesets ever sent, by stream. */
final class Streams {
  private final Map<String, List<Sent>> streams = new HashMap<>();
  private final Random random;
  private final Breakage broken;

  /** Changes sent to the site that they come from. */
  int echoes;

  /** One changeset as it travels: what it covers of the sender's log, and its content. */
  record Sent(long through, List<Item> items) {}

  Streams(Random random, Breakage broken) {
    this.random = random;
    this.broken = broken;
  }

  List<Sent> of(String from, String to) {
    return streams.computeIfAbsent(from + "→" + to, name -> new ArrayList<>());
  }

  long through(String from, String to, long number) {
    return number == 0 ? 0 : of(from, to).get((int) number - 1).through();
  }

  int count() {
    return streams.values().stream().mapToInt(List::size).sum();
  }

  /** Builds the next changeset, of what the log has beyond the last one or of some of it. */
  void build(LoggedSite from, String to) {
    from.capture();
    List<Sent> sent = of(from.id, to);
    long after = through(from.id, to, sent.size());
    List<Item> items = new ArrayList<>();
    long through = after;
    for (LogEntry entry : from.log.entries.subList((int) after, from.log.size())) {
      Item view = broken.shown(entry, to, random).viewFor(to);
      through = entry.position();
      echoes += view != null && to.equals(entry.origin()) ? 1 : 0;
      if (view != null) {
        items.add(view);
      }
      if (entry.lastOfTransaction() && !items.isEmpty() && random.nextInt(3) == 0) {
        break;
      }
    }
    if (!items.isEmpty()) {
      long applied = from.streams.containsKey(to) ? from.streams.get(to).number() : 0;
      sent.add(new Sent(through, broken.reorder(items, applied)));
    }
  }
}
