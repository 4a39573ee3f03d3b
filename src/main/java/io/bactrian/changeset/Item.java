package io.bactrian.changeset;

import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * One element of a stream, in commit order. A changeset, and any part of a changelog, is a sequence
 * {@code (Begin (Change | Verdict | Marker | Present | Request | Held | Asked | Hashes)* End)*} and
 * can be processed with one item in memory. Code that treats each kind differently implements
 * {@link ItemVisitor}.
 */
public sealed interface Item {

  /**
   * The row it concerns: the sender's, or for a verdict the spoke's row that it answers; null for
   * none.
   */
  RowId rowId();

  /**
   * All rows of the sender that it concerns: two for an update of a key, in the order before and
   * after.
   */
  default List<RowId> rowIds() {
    RowId row = rowId();
    return row == null ? List.of() : List.of(row);
  }

  /** Name of the kind for people, different for each kind. */
  String word();

  /** Approximate number of characters of its rows. */
  long size();

  /**
   * Whether its receiver acts on it and acknowledges it. A marker is not: acknowledging markers
   * with markers would never end.
   */
  default boolean isChange() {
    return true;
  }

  /**
   * The item as one site sees it; null when it must not be sent there. For items other than changes
   * only {@code after} decides.
   *
   * @param before whether the site saw the row before the change
   * @param after whether it sees the row now, or the item is for it
   */
  default Item seen(boolean before, boolean after) {
    return after ? this : null;
  }

  /**
   * Whether both items describe the same event. Table shapes may differ, and so may the rows of a
   * verdict, which capture may have corrected.
   */
  default boolean tells(Item other) {
    return equals(other);
  }

  /** Calls the visitor's method for this kind. */
  <X extends Exception> void accept(ItemVisitor<X> visitor) throws X;

  /** An item that concerns no row. */
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
   * The start of a source transaction.
   *
   * @param transaction its id at the source, used only to distinguish transactions
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

  /** The end of the source transaction. */
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
   * are whole. An update may change the key.
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

    /** The row's key, after the change if it has one then. */
    public Key key() {
      return table.keyOf(after != null ? after : before);
    }

    /** Whether it is an update of the key. */
    public boolean movesKey() {
      return before != null && after != null && !table.sameKey(before, after);
    }

    /** The same in two changes, a delete and an insert, if it is an update of the key. */
    public List<Change> apart() {
      return movesKey()
          ? List.of(new Change(table, before, null), new Change(table, null, after))
          : List.of(this);
    }

    @Override
    public RowId rowId() {
      return new RowId(table.name(), key());
    }

    @Override
    public List<RowId> rowIds() {
      return movesKey()
          ? List.of(new RowId(table.name(), table.keyOf(before)), rowId())
          : List.of(rowId());
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
      return row == null ? "" : row.fingerprint();
    }

    @Override
    public <X extends Exception> void accept(ItemVisitor<X> visitor) throws X {
      visitor.change(this);
    }
  }

  /**
   * The hub's answer to a spoke's last change of one of its rows.
   *
   * @param table the spoke's table
   * @param key the spoke's key
   * @param number the spoke's changeset that contained its last change of this row
   * @param parked true: the change waits at the hub, {@code rows} is empty and the spoke's row
   *     stays as it is until the final verdict
   * @param rows the current state of every row of the hub that the spoke's row maps to, without
   *     rows that are absent or outside of the spoke's view. If none is left, the spoke deletes its
   *     row
   * @param later true: it is too large for the spoke, {@code rows} have only the start of their
   *     long values, or are left out, and follow once the spoke takes them. Until then its row
   *     stays, but for what no row gives
   */
  record Verdict(
      String table, Key key, long number, boolean parked, List<Image> rows, boolean later)
      implements Item {
    public Verdict {
      rows = List.copyOf(rows);
    }

    /** A verdict that tells all. */
    public Verdict(String table, Key key, long number, boolean parked, List<Image> rows) {
      this(table, key, number, parked, rows, false);
    }

    @Override
    public RowId rowId() {
      return new RowId(table, key);
    }

    @Override
    public String word() {
      return (parked ? "parked" : later ? "verdict to come" : "verdict") + " on #" + number;
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

  /** A row of the sender as it now is. */
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
   * A snapshot row, part of a load: the row as it is at this position of the log.
   *
   * @param purpose what the receiver does with it
   */
  record Present(Table table, Row row, Purpose purpose) implements Item {
    /** What the receiver does with a row of a load. */
    public enum Purpose {
      /** A spoke writes it. A hub keeps its own row, and sends that back where it differs. */
      PRESENT,
      /** From a spoke: the hub decides about it, by its rules, as if it were inserted now. */
      OFFERED,
      /** From a spoke: the hub compares it with its own row, counts, and changes nothing. */
      COMPARED,
      /**
       * From the hub: the row is there, and too large for the spoke, which has none. It has only
       * the start of its long values. The spoke writes nothing, and keeps parts of the row until it
       * comes.
       */
      TO_COME,
      /**
       * From the hub, after the row itself or what became of it: what was {@link #TO_COME} of it
       * and has not come by now does not come. It has only the start of its long values.
       */
      WITHDRAWN
    }

    /** A row that is offered, or just present. */
    public Present(Table table, Row row, boolean offered) {
      this(table, row, offered ? Purpose.OFFERED : Purpose.PRESENT);
    }

    public boolean offered() {
      return purpose == Purpose.OFFERED;
    }

    public boolean compared() {
      return purpose == Purpose.COMPARED;
    }

    public boolean toCome() {
      return purpose == Purpose.TO_COME;
    }

    public boolean withdrawn() {
      return purpose == Purpose.WITHDRAWN;
    }

    public Key key() {
      return table.keyOf(row);
    }

    @Override
    public RowId rowId() {
      return new RowId(table.name(), key());
    }

    @Override
    public String word() {
      return purpose.name().toLowerCase(Locale.ROOT).replace('_', ' ');
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
   * From a spoke: an entry of the hub for one of its rows can't be written there, and waiting has
   * not helped; or it was written after all. So that a person at the hub knows.
   *
   * @param table the spoke's table
   * @param key the spoke's key
   * @param reason why it is held, without row values but what a trigger of the application said;
   *     null when it is held no longer
   */
  record Held(String table, Key key, String reason) implements WithoutRow {
    public boolean isReleased() {
      return reason == null;
    }

    @Override
    public String word() {
      return isReleased() ? "released" : "held";
    }

    @Override
    public <X extends Exception> void accept(ItemVisitor<X> visitor) throws X {
      visitor.held(this);
    }
  }

  /**
   * From the hub: a person at the spoke is asked about a conflict that its change made. Until then
   * the hub's row stands everywhere; the verdict on the spoke's row, which has it, comes before.
   *
   * @param id of the conflict at the hub
   * @param kind the word for the kind of conflict
   * @param version of the hub's rules
   * @param table the spoke's
   * @param base the spoke's row before its change; null when absent
   * @param theirs the spoke's row after its change; null when absent
   */
  record Asked(String id, String kind, int version, Table table, Row base, Row theirs)
      implements WithoutRow {
    public Asked {
      if (base == null && theirs == null) {
        throw new IllegalArgumentException("a question needs an image");
      }
    }

    public Key key() {
      return table.keyOf(theirs != null ? theirs : base);
    }

    @Override
    public String word() {
      return "asked";
    }

    @Override
    public long size() {
      return (base == null ? 0 : base.size()) + (theirs == null ? 0 : theirs.size());
    }

    @Override
    public <X extends Exception> void accept(ItemVisitor<X> visitor) throws X {
      visitor.asked(this);
    }
  }

  /**
   * Of a comparison: a table of the spoke, whose rows fall into ranges by hashes of their keys.
   * From the hub: what it asks for, before its request. From the spoke: what it has.
   *
   * @param table the spoke's table
   * @param ranges how many there are, a power of two
   * @param content from the hub: of which ranges the rows are wanted, null for counts and hashes of
   *     all; from the spoke: these
   */
  record Hashes(String table, int ranges, String content) implements WithoutRow {
    /** Most ranges of a table in one question. */
    public static final int MOST = 1024;

    public Hashes {
      if (ranges < 1 || ranges > MOST || Integer.bitCount(ranges) != 1) {
        throw new IllegalArgumentException("ranges have to be a power of two, at most " + MOST);
      }
    }

    @Override
    public String word() {
      return "hashes of %,d ranges of %s".formatted(ranges, table);
    }

    @Override
    public long size() {
      return content == null ? 0 : content.length();
    }

    @Override
    public <X extends Exception> void accept(ItemVisitor<X> visitor) throws X {
      visitor.hashes(this);
    }
  }

  /**
   * Asks the receiver for rows, because one of the two sites lost something.
   *
   * @param restart whether the receiver restarts its stream to the sender, in the next incarnation
   * @param number the receiver's last changeset that the sender has applied
   * @param tables names of the sender's tables if only rows that map to them are meant; empty for
   *     all tables
   */
  record Request(What what, boolean restart, long number, List<String> tables)
      implements WithoutRow {
    public Request {
      tables = List.copyOf(tables);
    }

    /** A request for rows of all tables. */
    public Request(What what, boolean restart, long number) {
      this(what, restart, number, List.of());
    }

    /** Which rows to send and what to do with them. */
    public enum What {
      /**
       * To the hub: send every row that the spoke may see, then ask the spoke to {@link #CHECK}.
       */
      LOAD,
      /** To a spoke: send every row, offered, then ask the hub to {@link #LOAD}. */
      OFFER,
      /** To a spoke: send every row; those that the hub does not let it see are deleted there. */
      CHECK,
      /**
       * To a spoke: send every row, only to be compared, or what {@link Hashes} before it ask for.
       * From a spoke: these follow, up to {@link #COMPARED}.
       */
      COMPARE,
      /** From a spoke: all that was to be compared is sent. */
      COMPARED
    }

    @Override
    public String word() {
      return "asks to %s%s%s from #%d"
          .formatted(
              what.name().toLowerCase(Locale.ROOT),
              tables.isEmpty() ? "" : " " + String.join(", ", tables),
              restart ? " after a restart" : "",
              number);
    }

    @Override
    public <X extends Exception> void accept(ItemVisitor<X> visitor) throws X {
      visitor.request(this);
    }
  }
}
