package io.bactrian.changeset;

import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * One thing in a stream, in commit order. A changeset, and any part of a changelog, is a sequence
 * {@code (Begin (Change | Verdict | Marker | Present | Request)* End)*}; no one needs to hold more
 * than one item. Who does something else for each kind implements {@link ItemVisitor}.
 */
public sealed interface Item {

  /**
   * The row that it is about: the sender's, or the spoke's that a verdict answers; null for none.
   */
  RowId rowId();

  /** What it is in a word or two, for people: no two kinds have the same. */
  String word();

  /** About how many characters of rows it carries. */
  long size();

  /** Whether its receiver has to act on it, and answers it: answered markers would never end. */
  default boolean isChange() {
    return true;
  }

  /**
   * What it is to one site; null when that must not hear of it. Of all but changes {@code after}
   * alone decides.
   *
   * @param before whether the site saw the row before
   * @param after whether it sees the row now, or the item is for it
   */
  default Item seen(boolean before, boolean after) {
    return after ? this : null;
  }

  /**
   * Whether both say the same of the same, although shapes of tables may differ, and the images of
   * a verdict, which capture may have corrected.
   */
  default boolean tells(Item other) {
    return equals(other);
  }

  /** Calls the one method of the visitor that is for this kind. */
  <X extends Exception> void accept(ItemVisitor<X> visitor) throws X;

  /** What an item without a row answers. */
  sealed interface WithoutRow extends Item {
    @Override
    default RowId rowId() {
      return null;
    }

    @Override
    default long size() {
      return 0;
    }
  }

  /**
   * A source transaction begins.
   *
   * @param transaction its id at the source, only to tell it from others
   * @param at when the source captured its first change; never used to detect anything
   */
  record Begin(String transaction, Instant at) implements WithoutRow {
    @Override
    public String word() {
      return "begin";
    }

    @Override
    public boolean isChange() {
      return false;
    }

    @Override
    public <X extends Exception> void accept(ItemVisitor<X> visitor) throws X {
      visitor.begin(this);
    }
  }

  /** The source transaction that began last is complete. */
  record End() implements WithoutRow {
    @Override
    public String word() {
      return "end";
    }

    @Override
    public boolean isChange() {
      return false;
    }

    @Override
    public <X extends Exception> void accept(ItemVisitor<X> visitor) throws X {
      visitor.end(this);
    }
  }

  /**
   * One row inserted ({@code before} null), updated, or deleted ({@code after} null). Both images
   * are whole and have the same key.
   */
  record Change(Table table, Row before, Row after) implements Item {
    public Change {
      if (before == null && after == null) {
        throw new IllegalArgumentException("a change needs an image");
      }
    }

    public Operation operation() {
      return Operation.between(before, after);
    }

    public Key key() {
      return table.keyOf(after != null ? after : before);
    }

    @Override
    public RowId rowId() {
      return new RowId(table.name(), key());
    }

    @Override
    public String word() {
      return operation().name().toLowerCase(Locale.ROOT);
    }

    @Override
    public long size() {
      return (before == null ? 0 : before.size()) + (after == null ? 0 : after.size());
    }

    @Override
    public Item seen(boolean seenBefore, boolean seenAfter) {
      Row from = seenBefore ? before : null;
      Row to = seenAfter ? after : null;
      if (from == before && to == after) {
        return this;
      }
      return from == null && to == null ? null : new Change(table, from, to);
    }

    @Override
    public boolean tells(Item other) {
      return other instanceof Change that
          && table.name().equals(that.table.name())
          && text(before).equals(text(that.before))
          && text(after).equals(text(that.after));
    }

    private static String text(Row row) {
      return row == null ? "" : row.text();
    }

    @Override
    public <X extends Exception> void accept(ItemVisitor<X> visitor) throws X {
      visitor.change(this);
    }
  }

  /**
   * The hub's answer to the spoke's last change of one of the spoke's rows.
   *
   * @param table the spoke's table
   * @param key the spoke's key
   * @param number the spoke's changeset that held its last change of this row
   * @param parked true: the change waits at the hub, {@code rows} is empty and the spoke's row
   *     stays as it is until the final verdict
   * @param rows every row of the hub that the spoke's row maps to, as it now is; a row that is
   *     absent or outside the spoke's view is not in the list. All absent: the spoke's row goes
   */
  record Verdict(String table, Key key, long number, boolean parked, List<Image> rows)
      implements Item {
    public Verdict {
      rows = List.copyOf(rows);
    }

    @Override
    public RowId rowId() {
      return new RowId(table, key);
    }

    @Override
    public String word() {
      return (parked ? "parked" : "verdict") + " on #" + number;
    }

    @Override
    public long size() {
      long size = 0;
      for (Image image : rows) {
        size += image.row().size();
      }
      return size;
    }

    @Override
    public boolean tells(Item other) {
      return other instanceof Verdict that
          && table.equals(that.table)
          && key.equals(that.key)
          && number == that.number;
    }

    @Override
    public <X extends Exception> void accept(ItemVisitor<X> visitor) throws X {
      visitor.verdict(this);
    }
  }

  /** A present row of the sender. */
  record Image(Table table, Row row) {}

  /** "I have applied your stream through changeset {@code number} of {@code incarnation}". */
  record Marker(long incarnation, long number) implements WithoutRow {
    @Override
    public String word() {
      return "applied #" + number;
    }

    @Override
    public boolean isChange() {
      return false;
    }

    @Override
    public <X extends Exception> void accept(ItemVisitor<X> visitor) throws X {
      visitor.marker(this);
    }
  }

  /**
   * A snapshot row: as it stands at this place in the log, whoever wrote it and when; part of a
   * load.
   *
   * @param offered from a spoke, true: judge it as if it were inserted now, by the rules; false:
   *     the hub's row stands, say what it is where it differs
   */
  record Present(Table table, Row row, boolean offered) implements Item {
    public Key key() {
      return table.keyOf(row);
    }

    @Override
    public RowId rowId() {
      return new RowId(table.name(), key());
    }

    @Override
    public String word() {
      return offered ? "offered" : "present";
    }

    @Override
    public long size() {
      return row.size();
    }

    @Override
    public <X extends Exception> void accept(ItemVisitor<X> visitor) throws X {
      visitor.present(this);
    }
  }

  /**
   * Asks the receiver for rows, because one of the two lost something.
   *
   * @param restart the receiver restarts its stream to the sender, in its next incarnation
   * @param number the receiver's last changeset that the sender has applied
   */
  record Request(What what, boolean restart, long number) implements WithoutRow {
    /** Which rows, and what is to become of them. */
    public enum What {
      /** To the hub: every row that the spoke may see; then ask it to {@link #CHECK}. */
      LOAD,
      /** To a spoke: every row, offered; then ask the hub to {@link #LOAD}. */
      OFFER,
      /** To a spoke: every row; what the hub does not show it goes. */
      CHECK
    }

    @Override
    public String word() {
      return "asks to %s%s from #%d"
          .formatted(
              what.name().toLowerCase(Locale.ROOT), restart ? " after a restart" : "", number);
    }

    @Override
    public <X extends Exception> void accept(ItemVisitor<X> visitor) throws X {
      visitor.request(this);
    }
  }
}
