package io.bactrian.changelog;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.BiConsumer;
import org.bson.Document;

/** Reads the entries of consecutive blocks. Keeps a few blocks in memory at a time. */
final class BlockEntries implements Changelog.Entries {
  private final Iterator<Document> blocks;
  private final TableShapes shapes;
  private final LongTexts texts;
  private final SitesText sites = new SitesText();
  private final BiConsumer<Long, Long> stopped;
  private final long through;

  private Block block;
  private long position;

  /**
   * @param blocks starting with the block that contains the position after {@code after}
   * @param stopped called with the position where reading ended and the block that contains the
   *     next one
   */
  BlockEntries(
      Iterator<Document> blocks,
      TableShapes shapes,
      LongTexts texts,
      long after,
      long through,
      BiConsumer<Long, Long> stopped) {
    this.blocks = blocks;
    this.shapes = shapes;
    this.texts = texts;
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
      block = new Block(blocks.next(), shapes, sites, texts);
      block.skip(position);
    }
    LogEntry entry = block.next();
    position = entry.position();
    return entry;
  }

  @Override
  public void close() {
    if (block != null) {
      stopped.accept(position, block.hasNext() ? block.first() : position + 1);
      block = null;
    }
  }
}
