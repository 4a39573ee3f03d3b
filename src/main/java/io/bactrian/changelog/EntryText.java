package io.bactrian.changelog;

import io.bactrian.changeset.Item;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowText;
import io.bactrian.changeset.Table;
import io.bactrian.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.ToIntFunction;
import java.util.function.UnaryOperator;

/**
 * The text of an entry within a block, made to be read by people and machines alike, one line each:
 *
 * <pre>
 * 17 I 0 ->c42 (7,Anna,12.50)                     number, insert, table, sites, row after
 * 18 U 0 c42 15 (7,Anna,12.50)(7,Anna,13.00)      ... length of the row before, before, after
 * 19 D 0 c42>- (7,Anna,13.00)                     ... row before
 * 20 V >c42 (orders,(7),3,judged,0,"(7,Anna,1)")  verdict: table, key, changeset, then images
 * 21 M >c42 1 3                                   marker: incarnation, changeset
 * 22 P 0 >c42 1(7,Anna,13.00)                     row of a load: 1 when offered, row
 * 23 R >c42 OFFER 1 3                             request: what, 1 when anew, changeset
 * </pre>
 *
 * Tables are places in the block's list. Rows are copied as they are, never taken apart; where one
 * is too large for a block, a reference to its parts stands in its place ({@link LongTexts}).
 */
final class EntryText {
  /** What one text holds; the rest of an entry stands once for many in its block. */
  record Parsed(long number, SitesText.Sites sites, Item item) {}

  private EntryText() {}

  /**
   * @param stored what is stored of a row's text: itself or a reference
   */
  static String print(LogEntry entry, ToIntFunction<Table> tables, UnaryOperator<String> stored) {
    StringBuilder out = new StringBuilder(256).append(entry.number());
    if (entry.item() instanceof Item.Change change) {
      out.append(' ').append(change.operation().name().charAt(0));
      out.append(' ').append(tables.applyAsInt(change.table())).append(' ');
      SitesText.print(entry.before(), entry.after(), out);
      rows(change, stored, out);
    } else if (entry.item() instanceof Item.Verdict verdict) {
      out.append(" V ");
      SitesText.print(entry.before(), entry.after(), out);
      out.append(' ').append(verdict(verdict, tables, stored));
    } else if (entry.item() instanceof Item.Marker marker) {
      out.append(" M ");
      SitesText.print(entry.before(), entry.after(), out);
      out.append(' ').append(marker.incarnation()).append(' ').append(marker.number());
    } else if (entry.item() instanceof Item.Present present) {
      out.append(" P ").append(tables.applyAsInt(present.table())).append(' ');
      SitesText.print(entry.before(), entry.after(), out);
      out.append(present.offered() ? " 1" : " 0").append(stored.apply(present.row().text()));
    } else if (entry.item() instanceof Item.Request request) {
      out.append(" R ");
      SitesText.print(entry.before(), entry.after(), out);
      out.append(' ').append(request.what().name());
      out.append(request.anew() ? " 1 " : " 0 ").append(request.number());
    } else {
      throw new IllegalArgumentException(
          "An entry of the changelog can't be a " + entry.item().getClass().getSimpleName());
    }
    return out.toString();
  }

  private static void rows(Item.Change change, UnaryOperator<String> stored, StringBuilder out) {
    if (change.before() != null && change.after() != null) {
      String before = stored.apply(change.before().text());
      out.append(' ').append(before.length()).append(' ').append(before);
      out.append(stored.apply(change.after().text()));
    } else {
      Row row = change.after() != null ? change.after() : change.before();
      out.append(' ').append(stored.apply(row.text()));
    }
  }

  private static String verdict(
      Item.Verdict verdict, ToIntFunction<Table> tables, UnaryOperator<String> stored) {
    List<String> parts = new ArrayList<>();
    parts.add(verdict.table());
    parts.add(verdict.key().text());
    parts.add(Long.toString(verdict.number()));
    parts.add(verdict.parked() ? "parked" : "judged");
    for (Item.Image image : verdict.rows()) {
      parts.add(Integer.toString(tables.applyAsInt(image.table())));
      parts.add(stored.apply(image.row().text()));
    }
    return RowText.print(parts.toArray(new String[0]));
  }

  /**
   * Reads what {@link #print} wrote.
   *
   * @param whole the text of a row that is stored as this one
   */
  static Parsed parse(
      String text, SitesText sites, IntFunction<Table> tables, UnaryOperator<String> whole) {
    int at = text.indexOf(' ');
    long number = Long.parseLong(text, 0, at, 10);
    char kind = text.charAt(at + 1);
    at += 3;
    Table table = null;
    if (kind != 'V' && kind != 'M' && kind != 'R') {
      int end = text.indexOf(' ', at);
      table = tables.apply(Integer.parseInt(text, at, end, 10));
      at = end + 1;
    }
    int end = text.indexOf(' ', at);
    SitesText.Sites seen = sites.parse(text.substring(at, end));
    return new Parsed(number, seen, item(kind, table, text, end + 1, tables, whole));
  }

  private static Item item(
      char kind,
      Table table,
      String text,
      int at,
      IntFunction<Table> tables,
      UnaryOperator<String> whole) {
    return switch (kind) {
      case 'I' -> new Item.Change(table, null, row(text.substring(at), whole));
      case 'D' -> new Item.Change(table, row(text.substring(at), whole), null);
      case 'U' -> {
        int space = text.indexOf(' ', at);
        int middle = space + 1 + Integer.parseInt(text, at, space, 10);
        yield new Item.Change(
            table,
            row(text.substring(space + 1, middle), whole),
            row(text.substring(middle), whole));
      }
      case 'M' -> {
        int space = text.indexOf(' ', at);
        yield new Item.Marker(
            Long.parseLong(text, at, space, 10),
            Long.parseLong(text, space + 1, text.length(), 10));
      }
      case 'P' ->
          new Item.Present(table, row(text.substring(at + 1), whole), text.charAt(at) == '1');
      case 'R' -> request(text.substring(at).split(" "));
      case 'V' -> verdict(RowText.parse(text.substring(at)), tables, whole);
      default ->
          throw Problem.of(
                  "The changelog holds an entry of the unknown kind `%s`: it was written by a newer version.",
                  kind)
              .toDo("Run that version.")
              .exception();
    };
  }

  private static Item.Request request(String[] parts) {
    return new Item.Request(
        Item.Request.What.valueOf(parts[0]), parts[1].equals("1"), Long.parseLong(parts[2]));
  }

  private static Row row(String stored, UnaryOperator<String> whole) {
    return Row.ofText(whole.apply(stored));
  }

  private static Item.Verdict verdict(
      String[] parts, IntFunction<Table> tables, UnaryOperator<String> whole) {
    List<Item.Image> images = new ArrayList<>();
    for (int i = 4; i < parts.length; i += 2) {
      images.add(
          new Item.Image(tables.apply(Integer.parseInt(parts[i])), row(parts[i + 1], whole)));
    }
    return new Item.Verdict(
        parts[0], Key.parse(parts[1]), Long.parseLong(parts[2]), parts[3].equals("parked"), images);
  }
}
