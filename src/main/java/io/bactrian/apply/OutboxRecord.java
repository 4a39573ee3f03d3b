package io.bactrian.apply;

import io.bactrian.changeset.Item;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.conflict.Conflict;
import io.bactrian.conflict.Decision;
import io.bactrian.conflict.Kind;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A record that the applier or the loader adds to the outbox in its own transaction; changes of
 * rows are added by triggers. Immutable.
 */
public sealed interface OutboxRecord {

  /** The kind of the outbox row, a constant of {@link OutboxText}. */
  char kind();

  /** The payload of the outbox row, never null; {@link OutboxText} parses it. */
  String text();

  /** A record that becomes a changelog entry for one partner. */
  sealed interface Entry extends OutboxRecord {
    /** Id of the partner that gets it. */
    String destination();

    Item item();
  }

  /**
   * A verdict on a row of a spoke.
   *
   * @param destination the spoke
   * @param judgedAt position of our changelog when the rows were read for the decision; from there,
   *     capture looks for an insert that the decision could not see
   * @param absent rows of the hub that were absent, or not in the spoke's view, when this was
   *     decided
   * @param due whether the spoke needs the verdict. False when it has the row as it is: then
   *     capture appends no entry, except a correction if a row of {@code absent} turns out to exist
   */
  record VerdictFor(
      String destination, Item.Verdict verdict, long judgedAt, List<RowId> absent, boolean due)
      implements Entry {
    public VerdictFor {
      absent = List.copyOf(absent);
    }

    /** The same, with these rows only. */
    public VerdictFor with(List<Item.Image> rows) {
      Item.Verdict fewer =
          new Item.Verdict(verdict.table(), verdict.key(), verdict.number(), false, rows);
      return new VerdictFor(destination, fewer, judgedAt, absent, due);
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

  /**
   * The marker that ends each apply transaction: through which changeset the partner's stream is
   * applied.
   */
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

  /** Our row as it is now, as part of a load; the applier or the loader has locked it. */
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

  /** A request to a partner for rows. */
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

  /** A row of ours that is held, or held no longer, for a person at the hub. */
  record HeldFor(String destination, Item.Held held) implements Entry {
    @Override
    public char kind() {
      return OutboxText.HELD;
    }

    @Override
    public String text() {
      return OutboxText.held(this);
    }

    @Override
    public Item item() {
      return held;
    }
  }

  /** What is asked for, or told, of a table in a comparison. */
  record HashesFor(String destination, Item.Hashes hashes) implements Entry {
    @Override
    public char kind() {
      return OutboxText.HASHES;
    }

    @Override
    public String text() {
      return OutboxText.hashes(this);
    }

    @Override
    public Item item() {
      return hashes;
    }
  }

  /** A question for a person at a spoke. */
  record AskedFor(String destination, Item.Asked asked) implements Entry {
    @Override
    public char kind() {
      return OutboxText.ASKED;
    }

    @Override
    public String text() {
      return OutboxText.asked(this);
    }

    @Override
    public Item item() {
      return asked;
    }
  }

  /**
   * A conflict record: everything that a person needs to understand and undo the decision.
   *
   * @param number number of the spoke's changeset
   */
  record ConflictRecord(String id, long number, Conflict conflict, Decision decision)
      implements OutboxRecord {

    /** The key of the row here, or else there; null when neither side had the row. */
    public Key key() {
      return Stream.of(conflict.ours(), conflict.theirs(), conflict.base())
          .filter(Objects::nonNull)
          .findFirst()
          .map(conflict.table()::keyOf)
          .orElse(null);
    }

    /**
     * Our side, as a person may choose it. Where a unique value was taken, whether the row stands
     * was not in question: if it was new here, it is the row that the rule let in. Null when
     * absent.
     */
    Row ourSide() {
      boolean letIn = conflict.ours() == null && conflict.kind() == Kind.UNIQUE_KEY_TAKEN;
      return letIn ? decision.row() : conflict.ours();
    }

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
