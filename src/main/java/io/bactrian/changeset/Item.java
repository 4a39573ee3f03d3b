package io.bactrian.changeset;

import java.time.Instant;
import java.util.List;

/**
 * One thing in a stream, in commit order. A changeset, and any part of a changelog, is a sequence
 * {@code (Begin (Change | Verdict | Marker | Present | Request)* End)*}; no one needs to hold more
 * than one item.
 */
public sealed interface Item {

  /**
   * A source transaction begins.
   *
   * @param transaction its id at the source, only to tell it from others
   * @param at when the source captured its first change; never used to detect anything
   */
  record Begin(String transaction, Instant at) implements Item {}

  /** The source transaction that began last is complete. */
  record End() implements Item {}

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
  }

  /** A present row of the sender. */
  record Image(Table table, Row row) {
    public Key key() {
      return table.keyOf(row);
    }
  }

  /** "I have applied your stream through changeset {@code number} of {@code incarnation}". */
  record Marker(long incarnation, long number) implements Item {}

  /**
   * A row as it stands at this place in the log, whoever wrote it and when: part of a load.
   *
   * @param offered from a spoke, true: judge it as if it were inserted now, by the rules; false:
   *     the hub's row stands, say what it is where it differs
   */
  record Present(Table table, Row row, boolean offered) implements Item {
    public Key key() {
      return table.keyOf(row);
    }
  }

  /**
   * Asks the receiver for rows, because one of the two lost something.
   *
   * @param anew the receiver begins its stream to the sender anew, in its next incarnation
   * @param number the receiver's last changeset that the sender has applied
   */
  record Request(What what, boolean anew, long number) implements Item {
    /** Which rows, and what is to become of them. */
    public enum What {
      /** To the hub: every row that the spoke may see; then ask it to {@link #CHECK}. */
      LOAD,
      /** To a spoke: every row, offered; then ask the hub to {@link #LOAD}. */
      OFFER,
      /** To a spoke: every row; what the hub does not show it goes. */
      CHECK
    }
  }
}
