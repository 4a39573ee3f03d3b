package io.bactrian.changelog;

import io.bactrian.problem.Problem;
import io.bactrian.problem.ProblemException;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.BiConsumer;
import org.bson.Document;

/**
 * Walks from block to block; each begins where the last one ended. Holds a few blocks at a time.
 */
final class BlockEntries implements Changelog.Entries {
  private final LogBlocks blocks;
  private final TableShapes shapes;
  private final LongTexts texts;
  private final SitesText sites = new SitesText();
  private final BiConsumer<Long, Long> stopped;
  private final long through;

  private Map<Long, Document> ahead = Map.of();
  private Block block;
  private long length = Blocks.MOST;
  private long position;
  private long next;

  /**
   * @param first of the block that holds the position after {@code after}
   * @param stopped told where reading ended: a position, and the block that holds the one after it
   */
  BlockEntries(
      LogBlocks blocks,
      TableShapes shapes,
      LongTexts texts,
      long first,
      long after,
      long through,
      BiConsumer<Long, Long> stopped) {
    this.blocks = blocks;
    this.shapes = shapes;
    this.texts = texts;
    this.next = first;
    this.position = after;
    this.through = through;
    this.stopped = stopped;
  }

  @Override
  public boolean hasNext() {
    return position < through;
  }

  @Override
  public LogEntry next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    if (block == null || !block.hasNext()) {
      advance();
    }
    LogEntry entry = block.next();
    position = entry.position();
    return entry;
  }

  private void advance() {
    Document document = ahead.get(next);
    if (document == null) {
      ahead = blocks.from(next, length);
      document = ahead.get(next);
    }
    if (document == null) {
      throw hole(next);
    }
    ahead.remove(next);
    block = new Block(document, shapes, sites, texts);
    length = document.getLong("last") - next + 1;
    next = document.getLong("last") + 1;
    block.skip(position);
  }

  static ProblemException hole(long position) {
    return Problem.of(
            "The changelog has no entry at position %d, which its head says it has.", position)
        .follows("It was purged, or the store lost it; nothing is read beyond it.")
        .toDo(
            "Restore the changelog's database from a backup, or reload the partner that still needs it.")
        .exception();
  }

  @Override
  public void close() {
    if (block != null) {
      stopped.accept(position, block.hasNext() ? block.first() : next);
      block = null;
      ahead = Map.of();
    }
  }
}
