package io.bactrian.exchange;

import io.bactrian.changelog.Changelog;
import io.bactrian.changelog.LogEntry;
import io.bactrian.changeset.ChangesetFile;
import io.bactrian.changeset.Header;
import io.bactrian.changeset.Item;
import java.io.IOException;
import java.nio.file.Path;

/**
 * What of a stretch of the log its receiver may see, written as a changeset.
 *
 * @param written null when there was nothing; then there is no file
 * @param through log position of the last entry that was looked at
 */
record LogExcerpt(ChangesetFile.Written written, long through) {

  /**
   * Writes whole source transactions, until one ends after {@code most} items.
   *
   * @param after log position before the first entry to look at
   * @param head of the last one
   */
  static LogExcerpt write(
      Changelog changelog, long after, long head, long most, Header header, Path file)
      throws IOException {
    long through = after;
    try (Changelog.Entries entries = changelog.read(after, head);
        ChangesetFile.Output output = ChangesetFile.write(file, header)) {
      boolean begun = false;
      boolean full = false;
      while (entries.hasNext() && !full) {
        LogEntry entry = entries.next();
        Item item = entry.viewFor(header.destination());
        if (item != null && !begun) {
          output.write(new Item.Begin(entry.transaction(), entry.at()));
          begun = true;
        }
        if (item != null) {
          output.write(item);
        }
        through = entry.position();
        if (entry.lastOfTransaction() && begun) {
          output.write(new Item.End());
          begun = false;
        }
        full = entry.lastOfTransaction() && output.items() >= most;
      }
      return new LogExcerpt(output.items() == 0 ? null : output.finish(), through);
    }
  }
}
