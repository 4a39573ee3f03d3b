package io.bactrian.changelog;

import io.bactrian.changeset.Item;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowText;
import io.bactrian.changeset.Table;
import io.bactrian.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * Reads the text of an entry within a block, a line that both people and programs can read:
 *
 * <pre>
 * 17 I 0 ->c42 (7,Anna,12.50)                     number, insert, table, sites, row after
 * 18 U 0 c42 15 (7,Anna,12.50)(7,Anna,13.00)      ... length of the row before, before, after
 * 19 D 0 c42>- (7,Anna,13.00)                     ... row before
 * 20 V >c42 (orders,(7),3,judged,0,"(7,Anna,1)")  verdict: table, key, changeset, then images
 * 21 M >c42 1 3                                   marker: incarnation, changeset
 * 22 P 0 >c42 1(7,Anna,13.00)                     row of a load: 1 offered, 2 compared, row
 * 23 R >c42 OFFER 1 3                             request: what, 1 when again, changeset, tables
 * 24 W >hq (orders,(7),parent missing)            row held by a spoke: table, key, reason
 * 25 Q 0 >c42 (3f,update/update,4,"(7,A)","(7,B)") question: id, kind, version, base, theirs
 * 26 S >hq (orders,1,AAAAAQ...)                   compared: table, ranges, counts and hashes
 * </pre>
 *
 * A table is an index in the block's list. Rows are copied without parsing; a row too large for a
 * block is replaced by a reference to its parts ({@link LongTexts}). {@link EntryPrinter} writes
 * these texts. For one thread.
 */
final class EntryText {
  private static final String WITHOUT_TABLE = "VMRWS";
  private static final Item.Present.Purpose[] PURPOSES = Item.Present.Purpose.values();

  /** The content of one text; the block stores the rest of an entry once for several entries. */
  record Parsed(long number, SitesText.Sites sites, Item item) {}

  private final SitesText sites;
  private final IntFunction<Table> tables;
  private final Function<String, Row> whole;

  /**
   * @param tables of the block, by index
   * @param whole gives a row for its stored text
   */
  EntryText(SitesText sites, IntFunction<Table> tables, Function<String, Row> whole) {
    this.sites = sites;
    this.tables = tables;
    this.whole = whole;
  }

  /** Parses what {@link EntryPrinter} wrote. */
  Parsed parse(String text) {
    int at = text.indexOf(' ');
    long number = Long.parseLong(text, 0, at, 10);
    char kind = text.charAt(at + 1);
    at += 3;
    Table table = null;
    if (WITHOUT_TABLE.indexOf(kind) < 0) {
      int end = text.indexOf(' ', at);
      table = tables.apply(Integer.parseInt(text, at, end, 10));
      at = end + 1;
    }
    int end = text.indexOf(' ', at);
    SitesText.Sites seen = sites.parse(text.substring(at, end));
    return new Parsed(number, seen, item(kind, table, text, end + 1));
  }

  private Item item(char kind, Table table, String text, int at) {
    return switch (kind) {
      case 'I' -> new Item.Change(table, null, row(text.substring(at)));
      case 'D' -> new Item.Change(table, row(text.substring(at)), null);
      case 'U' -> {
        int space = text.indexOf(' ', at);
        int middle = space + 1 + Integer.parseInt(text, at, space, 10);
        yield new Item.Change(
            table, row(text.substring(space + 1, middle)), row(text.substring(middle)));
      }
      case 'M' -> {
        int space = text.indexOf(' ', at);
        yield new Item.Marker(
            Long.parseLong(text, at, space, 10),
            Long.parseLong(text, space + 1, text.length(), 10));
      }
      case 'P' ->
          new Item.Present(table, row(text.substring(at + 1)), PURPOSES[text.charAt(at) - '0']);
      case 'R' -> request(text.substring(at).split(" ", 4));
      case 'V' -> verdict(RowText.parse(text.substring(at)));
      case 'W' -> held(RowText.parse(text.substring(at)));
      case 'S' -> hashes(RowText.parse(text.substring(at)));
      case 'Q' -> asked(table, RowText.parse(text.substring(at)));
      default ->
          throw Problem.of(
                  "The changelog has an entry of the unknown kind `%s`: it was written by a newer"
                      + " version.",
                  kind)
              .toDo("Run that version.")
              .exception();
    };
  }

  private static Item.Request request(String[] parts) {
    return new Item.Request(
        Item.Request.What.valueOf(parts[0]),
        parts[1].equals("1"),
        Long.parseLong(parts[2]),
        parts.length < 4 ? List.of() : List.of(RowText.parse(parts[3])));
  }

  private static Item.Held held(String[] parts) {
    return new Item.Held(parts[0], Key.parse(parts[1]), parts[2]);
  }

  private static Item.Hashes hashes(String[] parts) {
    return new Item.Hashes(parts[0], Integer.parseInt(parts[1]), parts[2]);
  }

  private Item.Asked asked(Table table, String[] parts) {
    return new Item.Asked(
        parts[0],
        parts[1],
        Integer.parseInt(parts[2]),
        table,
        parts[3] == null ? null : row(parts[3]),
        parts[4] == null ? null : row(parts[4]));
  }

  private Row row(String stored) {
    return whole.apply(stored);
  }

  private Item.Verdict verdict(String[] parts) {
    List<Item.Image> images = new ArrayList<>();
    for (int i = 4; i < parts.length; i += 2) {
      images.add(new Item.Image(tables.apply(Integer.parseInt(parts[i])), row(parts[i + 1])));
    }
    return new Item.Verdict(
        parts[0], Key.parse(parts[1]), Long.parseLong(parts[2]), parts[3].equals("parked"), images);
  }
}
