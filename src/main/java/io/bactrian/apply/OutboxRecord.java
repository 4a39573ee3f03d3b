package io.bactrian.apply;

import io.bactrian.changeset.Item;
import io.bactrian.changeset.RowId;
import io.bactrian.conflict.Conflict;
import io.bactrian.conflict.Decision;
import java.util.List;

/** What the applier and the loader themselves put into the outbox, in their own transaction. */
public sealed interface OutboxRecord {

  /** Of the row of the outbox, as {@link OutboxText} names it. */
  char kind();

  /** Its payload there, never null; {@link OutboxText} reads it. */
  String text();

  /** What becomes an entry of the log, for one partner. */
  sealed interface Entry extends OutboxRecord {
    /** The partner. */
    String destination();

    Item item();
  }

  /**
   * @param destination the spoke
   * @param judgedAt position of our changelog when the judgement read its rows; capture looks from
   *     there for an insert that the judgement could not see
   * @param absent rows of the hub that were judged absent or out of the spoke's view
   * @param due false: the spoke has the row as it is, so that the verdict is only noted: capture
   *     appends nothing but what the log corrects about {@code absent}
   */
  record VerdictFor(
      String destination, Item.Verdict verdict, long judgedAt, List<RowId> absent, boolean due)
      implements Entry {
    public VerdictFor {
      absent = List.copyOf(absent);
    }

    @Override
    public char kind() {
      return OutboxText.VERDICT;
    }

    @Override
    public String text() {
      return OutboxText.verdict(this);
    }

    @Override
    public Item item() {
      return verdict;
    }
  }

  /** Last of each apply transaction. */
  record MarkerFor(String destination, Item.Marker marker) implements Entry {
    @Override
    public char kind() {
      return OutboxText.MARKER;
    }

    @Override
    public String text() {
      return OutboxText.marker(this);
    }

    @Override
    public Item item() {
      return marker;
    }
  }

  /** A row of ours as it stands, part of a load; the applier or the loader holds its lock. */
  record PresentFor(String destination, Item.Present present) implements Entry {
    @Override
    public char kind() {
      return OutboxText.PRESENT;
    }

    @Override
    public String text() {
      return OutboxText.present(this);
    }

    @Override
    public Item item() {
      return present;
    }
  }

  /** Asks a partner for rows. */
  record RequestFor(String destination, Item.Request request) implements Entry {
    @Override
    public char kind() {
      return OutboxText.REQUEST;
    }

    @Override
    public String text() {
      return OutboxText.request(this);
    }

    @Override
    public Item item() {
      return request;
    }
  }

  /**
   * A conflict with everything that a person needs to understand and undo it.
   *
   * @param number the spoke's changeset
   */
  record ConflictRecord(String id, long number, Conflict conflict, Decision decision)
      implements OutboxRecord {
    @Override
    public char kind() {
      return OutboxText.CONFLICT;
    }

    @Override
    public String text() {
      return OutboxText.conflict(this);
    }
  }
}
