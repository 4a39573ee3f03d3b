package io.bactrian.changelog;

import io.bactrian.changeset.RowText;
import io.bactrian.changeset.Table;
import io.bactrian.problem.Problem;
import java.time.Instant;
import java.util.List;
import org.bson.Document;

/** A stored block while its entries are read in order. For one thread. */
final class Block {
  private final List<String> transactions;
  private final List<String> entries;
  private final EntryText format;
  private final long first;
  private int at;

  private int nextRun;
  private int leftOfRun;
  private String transaction;
  private Instant time;
  private String origin;
  private boolean ends;

  Block(Document block, TableShapes shapes, SitesText sites, LongTexts texts) {
    first = block.getLong("_id");
    List<Table> tables = block.getList("tables", String.class).stream().map(shapes::table).toList();
    format = new EntryText(sites, tables::get, texts::read);
    transactions = block.getList("transactions", String.class);
    entries = block.getList("entries", String.class);
    if (first + entries.size() - 1 != block.getLong("last")) {
      throw Problem.of(
              "The block of the changelog at position %d holds %d entries, but says it ends at %d.",
              first, entries.size(), block.getLong("last"))
          .follows("Nothing is read beyond it.")
          .toDo("Restore the changelog's database from a backup.")
          .exception();
    }
  }

  long first() {
    return first;
  }

  boolean hasNext() {
    return at < entries.size();
  }

  /** Passes over entries up to and including this position. */
  void skip(long through) {
    while (hasNext() && first + at <= through) {
      step();
    }
  }

  LogEntry next() {
    String text = entries.get(at);
    long position = first + at;
    step();
    EntryText.Parsed parsed = format.parse(text);
    return new LogEntry(
        position,
        parsed.number(),
        transaction,
        time,
        origin,
        parsed.sites().before(),
        parsed.sites().after(),
        ends && leftOfRun == 0,
        parsed.item());
  }

  private void step() {
    if (leftOfRun == 0) {
      String[] run = RowText.parse(transactions.get(nextRun++));
      leftOfRun = Integer.parseInt(run[0]);
      transaction = run[1];
      time = Instant.parse(run[2]);
      origin = run[3];
      ends = run[4] != null;
    }
    leftOfRun--;
    at++;
  }
}
