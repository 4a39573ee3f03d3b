package io.bactrian.changelog;

import io.bactrian.changeset.RowText;
import io.bactrian.changeset.Table;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.bson.Document;

/**
 * Groups a stream of entries into the documents ("blocks") of the collection {@code log}, one at a
 * time. A block contains up to 500 entries or 1 Mi characters of text, so at most 4 MB: rows too
 * large for it are stored separately ({@link LargeRows}). For one thread.
 *
 * <pre>
 * _id, last          positions of the first and the last entry
 * generation, batch  of the head that makes it part of the log
 * begins             position at which its batch begins
 * appending          who wrote it, see {@link StoredAppending}
 * tables             ids of shapes, see {@link TableShapes}; entries name them by place, from 0
 * transactions       (entries,id,time,origin,end) of each run of entries, `end` where it is complete
 * entries            see {@link EntryText}
 * parts              first and number of the parts of its large rows; only where it has any
 * </pre>
 */
final class Blocks implements Iterator<Document> {
  /** Most entries in a block; the search for the block of a position relies on this limit. */
  static final int MOST = 500;

  private static final int MOST_CHARS = 1 << 20;

  private final Iterator<LogEntry> source;
  private final TableShapes shapes;
  private final LargeRows large;
  private final Head expected;
  private final String appending;
  private final EntryPrinter printer;
  private long position;
  private int count;

  private List<String> tables;
  private Map<Table, Integer> places;
  private List<String> transactions;
  private Table lastTable;
  private int lastPlace;

  Blocks(
      Iterator<LogEntry> source,
      TableShapes shapes,
      LargeRows large,
      Head expected,
      String appending) {
    this.source = source;
    this.shapes = shapes;
    this.large = large;
    this.printer = new EntryPrinter(this::place, large::stored);
    this.expected = expected;
    this.appending = appending;
    this.position = expected.position();
  }

  /** Position of the last entry in the blocks returned so far. */
  long position() {
    return position;
  }

  /** How many blocks were returned so far. */
  int count() {
    return count;
  }

  @Override
  public boolean hasNext() {
    return source.hasNext();
  }

  @Override
  public Document next() {
    if (!source.hasNext()) {
      throw new NoSuchElementException();
    }
    begin();
    long first = position + 1;
    List<String> entries = new ArrayList<>();
    int parts = large.parts();
    int chars = 0;
    LogEntry previous = null;
    int run = 0;
    while (source.hasNext() && entries.size() < MOST && chars < MOST_CHARS) {
      LogEntry entry = source.next();
      check(entry);
      if (previous != null && !sameRun(previous, entry)) {
        close(previous, run);
        run = 0;
      }
      large.begin(position);
      String text = printer.print(entry);
      entries.add(text);
      chars += text.length();
      previous = entry;
      run++;
    }
    close(previous, run);
    count++;
    Document block = block(first, entries);
    return large.parts() == parts
        ? block
        : block.append("parts", List.of(parts, large.parts() - parts));
  }

  private Document block(long first, List<String> entries) {
    return new Document("_id", first)
        .append("last", position)
        .append("generation", expected.generation())
        .append("batch", expected.batch() + 1)
        .append("begins", expected.position() + 1)
        .append("appending", appending)
        .append("tables", tables)
        .append("transactions", transactions)
        .append("entries", entries);
  }

  private void begin() {
    tables = new ArrayList<>();
    places = new HashMap<>();
    transactions = new ArrayList<>();
    lastTable = null;
  }

  private void check(LogEntry entry) {
    if (entry.position() != position + 1) {
      throw new IllegalArgumentException(
          "The changelog is dense: after position %d comes %d, not %d. Nothing of this batch will be read by anyone."
              .formatted(position, position + 1, entry.position()));
    }
    position++;
  }

  private static boolean sameRun(LogEntry a, LogEntry b) {
    return !a.lastOfTransaction()
        && Objects.equals(a.transaction(), b.transaction())
        && Objects.equals(a.at(), b.at())
        && Objects.equals(a.origin(), b.origin());
  }

  private void close(LogEntry last, int run) {
    transactions.add(
        RowText.print(
            Integer.toString(run),
            last.transaction(),
            last.at().toString(),
            last.origin(),
            last.lastOfTransaction() ? "end" : null));
  }

  private int place(Table table) {
    if (table != lastTable) {
      Integer place = places.get(table);
      if (place == null) {
        place = tables.size();
        places.put(table, place);
        tables.add(shapes.id(table));
      }
      lastTable = table;
      lastPlace = place;
    }
    return lastPlace;
  }
}
