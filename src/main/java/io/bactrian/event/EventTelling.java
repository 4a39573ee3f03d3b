package io.bactrian.event;

import io.bactrian.changelog.ConflictNews;
import io.bactrian.changelog.ConflictNews.News;
import io.bactrian.event.EventJournal.Head;
import io.bactrian.exchange.Signal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The steps of the route {@code tell-events}: numbers what has happened since, each once, and
 * appends it to the journal. What has happened is read from the stores, so that nothing is missing
 * after a crash. For one thread at a time.
 */
public final class EventTelling {
  /** Most events of conflicts, and of each partner, in one append. */
  static final int MOST = 500;

  /** How often to look although nothing was captured here: another process may have decided. */
  private static final Duration SELDOM = Duration.ofSeconds(5);

  private final EventJournal journal;
  private final ConflictNews news;
  private final Happened happened;
  private final int keep;
  private final Clock clock;
  private long seen = -1;
  private Instant looked = Instant.MIN;

  /** Which changesets are applied. Thread-safe. */
  public interface Applied {
    /** Number of the last one, by partner. */
    Map<String, Long> newest();

    /** Numbers after one of them, in order, at most this many. */
    List<Long> after(String partner, long number, int most);
  }

  /**
   * What the site is asked for.
   *
   * @param generation of its changelog
   * @param captured raised after entries were added to the changelog
   */
  public record Happened(LongSupplier generation, Applied applied, Signal captured) {}

  /**
   * @param keep how many events are kept at least
   */
  public EventTelling(
      EventJournal journal, ConflictNews news, Happened happened, int keep, Clock clock) {
    this.journal = journal;
    this.news = news;
    this.happened = happened;
    this.keep = keep;
    this.clock = clock;
  }

  /** Whether there may be something to tell. */
  public boolean isDue() {
    return happened.captured().count() != seen || !clock.instant().isBefore(looked.plus(SELDOM));
  }

  /** Tells what has happened. */
  public void tell() {
    long count = happened.captured().count();
    while (tellSome()) {}
    seen = count;
    looked = clock.instant();
  }

  /** Returns whether there may be more. */
  private boolean tellSome() {
    Optional<Head> stored = journal.head();
    Map<String, Long> newest = happened.applied().newest();
    long generation = happened.generation().getAsLong();
    // what was applied before the journal began is not told
    Head head = stored.orElseGet(() -> new Head(generation, 1, 1, 0, newest));
    EventDrafts drafts = new EventDrafts(head, journal.lastKeys(head, 2 * MOST), clock.instant());
    List<News> untold = news.untold(MOST);
    drafts.conflicts(untold, news.about(untold.stream().map(News::conflict).distinct().toList()));
    boolean more = drafts.changesets(newest, happened.applied());
    Head next = drafts.head(generation, purged(head, drafts.newest()));
    if (stored.isEmpty() || !next.equals(head)) {
      journal.append(next, drafts.events(), drafts.keys());
    }
    news.told(drafts.done(), drafts.counts());
    return more || drafts.done().size() == MOST;
  }

  /** Returns the oldest number to be kept, after deleting what comes before it. */
  private long purged(Head head, long newest) {
    long kept = newest - head.oldest() + 1;
    if (kept <= keep + keep / 10L + MOST) {
      return head.oldest();
    }
    journal.deleteBefore(newest - keep + 1);
    return newest - keep + 1;
  }
}
