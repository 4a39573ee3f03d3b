package io.bactrian.changelog;

import io.bactrian.changeset.Item;
import io.bactrian.changeset.ItemVisitor;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowText;
import io.bactrian.changeset.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/** Writes the texts that {@link EntryText} describes. For one thread. */
final class EntryPrinter implements ItemVisitor<RuntimeException> {
  private final ToIntFunction<Table> tables;
  private final Function<Row, String> stored;
  private StringBuilder out;
  private LogEntry entry;

  /**
   * @param tables gives the index of a table in the block's list
   * @param stored gives the text to store for a row: itself or a reference to its parts
   */
  EntryPrinter(ToIntFunction<Table> tables, Function<Row, String> stored) {
    this.tables = tables;
    this.stored = stored;
  }

  String print(LogEntry of) {
    entry = of;
    out = new StringBuilder(256).append(of.number());
    of.item().accept(this);
    return out.toString();
  }

  private void begin(char kind) {
    out.append(' ').append(kind).append(' ');
    SitesText.print(entry.before(), entry.after(), out);
  }

  private void begin(char kind, Table table) {
    out.append(' ').append(kind).append(' ').append(tables.applyAsInt(table)).append(' ');
    SitesText.print(entry.before(), entry.after(), out);
  }

  @Override
  public void change(Item.Change change) {
    begin(change.operation().name().charAt(0), change.table());
    if (change.before() != null && change.after() != null) {
      String before = stored.apply(change.before());
      out.append(' ').append(before.length()).append(' ').append(before);
      out.append(stored.apply(change.after()));
    } else {
      Row row = change.after() != null ? change.after() : change.before();
      out.append(' ').append(stored.apply(row));
    }
  }

  @Override
  public void verdict(Item.Verdict verdict) {
    List<String> parts = new ArrayList<>();
    parts.add(verdict.table());
    parts.add(verdict.key().text());
    parts.add(Long.toString(verdict.number()));
    parts.add(verdict.parked() ? "parked" : "judged");
    for (Item.Image image : verdict.rows()) {
      parts.add(Integer.toString(tables.applyAsInt(image.table())));
      parts.add(stored.apply(image.row()));
    }
    begin('V');
    out.append(' ').append(RowText.print(parts.toArray(new String[0])));
  }

  @Override
  public void marker(Item.Marker marker) {
    begin('M');
    out.append(' ').append(marker.incarnation()).append(' ').append(marker.number());
  }

  @Override
  public void present(Item.Present present) {
    begin('P', present.table());
    out.append(" " + present.purpose().ordinal()).append(stored.apply(present.row()));
  }

  @Override
  public void request(Item.Request request) {
    begin('R');
    out.append(' ').append(request.what().name());
    out.append(request.restart() ? " 1 " : " 0 ").append(request.number());
    if (!request.tables().isEmpty()) {
      out.append(' ').append(RowText.print(request.tables().toArray(new String[0])));
    }
  }

  @Override
  public void held(Item.Held held) {
    begin('W');
    out.append(' ');
    out.append(RowText.print(held.table(), held.key().text(), held.reason()));
  }

  @Override
  public void hashes(Item.Hashes hashes) {
    begin('S');
    out.append(' ');
    out.append(RowText.print(hashes.table(), "" + hashes.ranges(), hashes.content()));
  }

  @Override
  public void asked(Item.Asked asked) {
    begin('Q', asked.table());
    out.append(' ');
    out.append(
        RowText.print(
            asked.id(),
            asked.kind(),
            Integer.toString(asked.version()),
            asked.base() == null ? null : stored.apply(asked.base()),
            asked.theirs() == null ? null : stored.apply(asked.theirs())));
  }

  @Override
  public void begin(Item.Begin begin) {
    throw noEntry(begin);
  }

  @Override
  public void end(Item.End end) {
    throw noEntry(end);
  }

  private static IllegalArgumentException noEntry(Item item) {
    return new IllegalArgumentException("An entry of the changelog can't be a " + item.word());
  }
}
