package io.bactrian.exchange;

import io.bactrian.apply.BatchLimit;
import io.bactrian.apply.StepOrderException;
import io.bactrian.changelog.Changelog;
import io.bactrian.changelog.LogEntry;
import io.bactrian.changeset.ChangesetFile;
import io.bactrian.changeset.Header;
import io.bactrian.changeset.Item;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * Builds one changeset from the log, by the steps of the route {@code build-changeset}. For each of
 * the {@link #blocks}: {@link #select}, {@link #marshal} and {@link #append}; then {@link
 * Outgoing#keep}. A step throws {@link StepOrderException} when the step before it is missing. A
 * changeset contains whole source transactions, and ends with the first one that brings it to the
 * configured number of items. For one thread.
 */
public final class ChangesetBuild implements Closeable {
  /** Characters of an item beyond which its XML is not kept in memory. */
  private static final long LARGE = BatchLimit.CHARS;

  /** Bytes, at least, with which a document ends. */
  private static final int END = 64;

  private final Header header;
  private final Optional<Manifest> last;
  private final Changelog.Entries entries;
  private final ChangesetFile.Output output;
  private final Path file;
  private final long most;
  private final long mostBytes;
  private final long after;
  private final SettingAside aside;
  private final BatchLimit limit = new BatchLimit();
  private Step done = Step.APPEND;
  private long through;
  private boolean inTransaction;
  private boolean full;
  private String transaction;
  private int transactions;

  private enum Step {
    READ("read-log"),
    SELECT("filter-by-destination"),
    MARSHAL("marshal"),
    APPEND("hash-and-compress");

    private final String word;

    Step(String word) {
      this.word = word;
    }
  }

  /**
   * The part of the log from which to build.
   *
   * @param after position before its first entry
   * @param head position of its last entry
   * @param most number of items after which the changeset ends with the current source transaction
   * @param mostBytes of XML that the partner takes
   */
  record Stretch(Changelog changelog, long after, long head, long most, long mostBytes) {}

  /**
   * @param aside what is left out, and what was
   * @param last the changeset before this one; empty for the first
   * @param file for the document; deleted by {@link #close}
   */
  ChangesetBuild(
      Stretch stretch, SettingAside aside, Header header, Optional<Manifest> last, Path file)
      throws IOException {
    this.aside = aside;
    this.header = header;
    this.last = last;
    this.file = file;
    most = stretch.most();
    mostBytes = stretch.mostBytes();
    after = stretch.after();
    through = after;
    output = ChangesetFile.write(file, header);
    entries = stretch.changelog().read(stretch.after(), stretch.head());
  }

  public Header header() {
    return header;
  }

  /** Returns the log's entries in blocks, read when they are needed. */
  public Iterator<List<LogEntry>> blocks() {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return !full && !exceeds() && more();
      }

      @Override
      public List<LogEntry> next() {
        if (!more()) {
          throw new NoSuchElementException("the log has no more entries");
        }
        advance(Step.APPEND, Step.READ);
        // hasNext may have been called before it was full
        return full || exceeds() ? List.of() : block();
      }
    };
  }

  /** Whether there are further entries, or rows that were set aside and go now, before them. */
  private boolean more() {
    return aside.hasDue() || entries.hasNext();
  }

  /** Reads a block, at most to the end of a transaction after which the changeset may be full. */
  private List<LogEntry> block() {
    List<LogEntry> block = new ArrayList<>();
    limit.clear();
    boolean ends = false;
    while (more() && !ends) {
      LogEntry entry = aside.hasDue() ? aside.nextDue() : entries.next();
      block.add(entry);
      boolean mayBeFull = entry.lastOfTransaction() && output.items() + block.size() >= most;
      ends = limit.add(entry.item()).reached() || mayBeFull;
    }
    return block;
  }

  /**
   * Returns those of these entries that the partner may see, with begin and end of their
   * transactions.
   */
  public List<Item> select(List<LogEntry> block) {
    advance(Step.READ, Step.SELECT);
    List<Item> visible = new ArrayList<>(block.size() * 2);
    for (LogEntry entry : block) {
      boolean again = entry.position() <= after;
      List<Item> items = again ? List.of(entry.item()) : aside.views(entry);
      if (!items.isEmpty() && !inTransaction) {
        visible.add(new Item.Begin(entry.transaction(), entry.at()));
        inTransaction = true;
        transaction = entry.transaction();
        transactions++;
      }
      visible.addAll(items);
      if (entry.lastOfTransaction() && inTransaction) {
        visible.add(new Item.End());
        inTransaction = false;
      }
      through = Math.max(through, entry.position());
    }
    return visible;
  }

  /**
   * Writes them as XML; those of which one is large to the document on disk at once, so that their
   * XML is never whole in memory, and nothing is left to {@link #append}.
   */
  public void marshal(List<Item> visible, OutputStream xml) throws IOException {
    advance(Step.SELECT, Step.MARSHAL);
    if (visible.stream().anyMatch(item -> item.size() > LARGE)) {
      for (Item item : visible) {
        output.write(item);
      }
    } else {
      output.encode(visible, xml);
    }
  }

  /** Adds the XML to the document on disk. */
  public void append(byte[] xml) throws IOException {
    advance(Step.MARSHAL, Step.APPEND);
    output.append(xml);
    boolean enough = output.items() >= most || output.size() >= mostBytes / 2;
    // what was set aside counts as sent by the position through which the log was read
    full = !inTransaction && enough && through > after;
  }

  /** Whether the partner would refuse it, so that it is not to be sent. */
  boolean exceeds() {
    return output.size() + END > mostBytes;
  }

  /** Whether it has one source transaction only. */
  boolean isOne() {
    return transactions == 1;
  }

  /** Id of the last source transaction in it. */
  String transaction() {
    return transaction;
  }

  /** Bytes of XML so far. */
  long size() {
    return output.size();
  }

  private void advance(Step from, Step to) {
    if (done != from) {
      throw new StepOrderException(
          "`%s` comes after `%s`, so that a step between them was left out or one ran twice"
              .formatted(to.word, done.word));
    }
    done = to;
  }

  /** Whether {@code now}, the last changeset stored, is still the one before this. */
  boolean follows(Optional<Manifest> now) {
    return last.equals(now);
  }

  /** Whether it contains nothing that the partner may see, and leaves out nothing. */
  boolean isEmpty() {
    return output.items() == 0 && !aside.changes();
  }

  SettingAside aside() {
    return aside;
  }

  /** Log position of the last entry that was read. */
  long through() {
    return through;
  }

  Path file() {
    return file;
  }

  /** Completes the document on disk. */
  Manifest finish() throws IOException {
    requireWhole();
    ChangesetFile.Written written = output.finish();
    return new Manifest(
        header.destination(),
        header.incarnation(),
        header.number(),
        written.hash(),
        last.map(Manifest::through).orElse(0L),
        through,
        written.changes(),
        written.bytes());
  }

  /**
   * @throws StepOrderException unless everything was read and appended
   */
  void requireWhole() {
    if (done != Step.APPEND || !full && !exceeds() && more()) {
      throw new StepOrderException(
          "the changeset ends after `%s`, before all of the log was read and written"
              .formatted(done.word));
    }
  }

  @Override
  public void close() throws IOException {
    try (Changelog.Entries read = entries) {
      output.close();
    } finally {
      Files.deleteIfExists(file);
    }
  }
}
