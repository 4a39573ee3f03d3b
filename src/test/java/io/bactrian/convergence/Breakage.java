package io.bactrian.convergence;

import io.bactrian.apply.ApplyTransaction;
import io.bactrian.apply.PendingRows;
import io.bactrian.apply.StreamState;
import io.bactrian.changelog.LogEntry;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.RowId;
import io.bactrian.destination.Destinations;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.LongUnaryOperator;

/**
 * Mechanisms of the protocol that can be disabled one at a time, to show that the simulation
 * detects their absence.
 */
enum Breakage {
  NONE,
  /** The hub never answers. */
  NO_VERDICT,
  /** One verdict in four is lost. */
  DROP_A_VERDICT,
  NO_PARKED_VERDICT,
  /** What is applied is told before the verdicts, not after them. */
  MARKER_FIRST,
  /** What is pending is judged by what the hub had applied when it built the changeset. */
  ACKNOWLEDGED_IN_HEADER,
  NO_MARKER,
  /** A site is sent what it sent. */
  ECHO,
  /** A site is sent rows outside its view. */
  WHOLE_ROW,
  /** The outbox and the log are not looked at. */
  IGNORE_PENDING,
  /** What is pending is read before the rows are locked. */
  PENDING_BEFORE_LOCK,
  /** No second look after the insert of a row that was absent. */
  NO_SECOND_LOOK,
  /** A spoke forgets that the decision about a parked change is awaited. */
  FORGET_AWAITED,
  /** An entry that can't be written yet is dropped. */
  FORGET_DEFERRED,
  /** The stream's place is committed by itself, before its content. */
  WATERMARK_FIRST,
  /** A changeset that comes too early is taken. */
  PAST_A_GAP,
  /** A changeset that comes again is taken. */
  TWICE,
  /** What an application's trigger does in the hub's transaction counts as the spoke's. */
  ORIGIN_OF_SESSION,
  /** A row that other rows of the spoke map to as well is not sent back either. */
  ORIGIN_FOR_ALL_ROWS,
  /** Capture does not check in the log a judgement that found nothing. */
  NO_ABSENCE_CORRECTION,

  // -- those below are about parts that the appliers alone don't have

  /** The row of capture in the database advances before the head of the log. */
  ROW_BEFORE_HEAD,
  /** The outbox is emptied before the log has what was in it. */
  CLEAR_BEFORE_APPEND,
  /** All of the outbox is emptied, not what was read. */
  CLEAR_ALL,
  /** Transactions are captured in the order of their first numbers. */
  BY_FIRST_NUMBER,
  /** What commits late, with a number below one that was captured, is skipped. */
  SKIP_THE_GAP,
  /** Conflict records are taken from the outbox and not kept. */
  FORGET_CONFLICTS,
  /** What an interrupted batch left in the log becomes part of the next. */
  LEFTOVERS_STAY,
  /** The head of the log moves before the blocks that it covers are there. */
  HEAD_BEFORE_BLOCKS,
  /** A changeset may end within a source transaction. */
  SPLIT_TRANSACTION,
  /** After a crash the last number is used again. */
  NUMBER_AGAIN,
  /** A manifest is stored before its content. */
  MANIFEST_BEFORE_CONTENT,
  /** The log is purged a block too far. */
  PURGE_EARLY,
  /** The log is purged through the changeset after the last one that the partner has applied. */
  PURGE_A_CHANGESET_EARLY,
  /** A spoke purges what the header acknowledges, not what a marker does. */
  PURGE_BY_HEADER,
  /** What has arrived is acknowledged before it is committed. */
  ACKNOWLEDGE_BEFORE_COMMIT,
  /** What is too large for a partner is left out, and nobody notes it. */
  SET_ASIDE_FORGETS,
  /** A changeset that came too early is acknowledged and not kept. */
  FORGET_EARLY,
  /** What can be read of a truncated document is applied. */
  TRUNCATED_PREFIX,
  /** Whatever has the next number is taken, whichever changeset it follows. */
  IGNORE_HASH,
  /** By files nothing is sent twice. */
  NO_RESEND,
  /** Rows of a load are read without keeping writers from them. */
  LOAD_UNLOCKED,
  /** A stream that stands still keeps back how far the other one is applied. */
  KEEP_BACK_ACKNOWLEDGEMENT,
  /** A recovered site asks nobody for rows. */
  ASK_NOBODY,
  /** What a recovered site asked for is forgotten when its stream restarts. */
  ASK_ONCE,
  /** A recovered hub applies what comes before the spoke's stream restarts. */
  BETWEEN_INCARNATIONS,
  /** What waited in a restored outbox is captured although the log has it. */
  CAPTURE_AGAIN,
  /** Each recovery begins streams in the same incarnation. */
  INCARNATION_AGAIN,
  /** A spoke's update may change who sees a row, whatever the table says. */
  ROUTE_FREELY,
  /** Of an insert it is not asked who will see it. */
  INSERT_ANYWHERE,
  /** What a spoke says was in its view was. */
  TRUST_THE_SPOKE,
  /** Rows are what was written, whatever the database made of it. */
  NO_READ_BACK,
  /** A verdict shows all rows that there are. */
  TELL_ALL,
  /** Capture compares a judgement that found nothing with the log, not with its own batch. */
  ABSENCE_BY_LOG_ALONE,
  /** A change of a row of which an earlier one is parked is decided at once. */
  LATER_DO_NOT_WAIT,
  /** The change of a row by a site that it was taken from is merged. */
  LATE_EDITS_MERGED,
  /**
   * A marker counts although nobody looked at what is held. Too rare for a random history: a held
   * update, an edit of its row and the end of what stood against it have to come together before a
   * changeset of markers alone.
   */
  MARKER_PASSES_HELD,
  /** Rows are routed by their parents as these are now, not as they stood then. */
  BY_PARENTS_NOW,
  /** Rows stay where they are when those move by which they are placed. */
  NOTHING_FOLLOWS;

  /** Whether it is one of what {@link AppliersHistory} has. */
  boolean ofAppliers() {
    return this != NONE && compareTo(NO_ABSENCE_CORRECTION) <= 0;
  }

  /** An entry as the stream to a site reads it; null: not at all. */
  LogEntry shown(LogEntry entry, String site, Random random) {
    Item item = entry.item();
    boolean hidden =
        switch (this) {
          case NO_VERDICT -> item instanceof Item.Verdict v && !v.parked();
          case DROP_A_VERDICT ->
              item instanceof Item.Verdict v && !v.parked() && random.nextInt(4) == 0;
          case NO_PARKED_VERDICT -> item instanceof Item.Verdict v && v.parked();
          case NO_MARKER -> item instanceof Item.Marker;
          default -> false;
        };
    if (hidden) {
      return with(entry, null, Destinations.NONE, Destinations.NONE, entry.lastOfTransaction());
    }
    boolean own = site.equals(entry.origin());
    boolean all = item instanceof Item.Change && (this == ECHO && own || this == WHOLE_ROW && !own);
    return all
        ? with(entry, null, Destinations.ALL, Destinations.ALL, entry.lastOfTransaction())
        : this == SPLIT_TRANSACTION
            ? with(entry, entry.origin(), entry.before(), entry.after(), true)
            : entry;
  }

  private static LogEntry with(
      LogEntry e, String origin, Destinations before, Destinations after, boolean last) {
    return new LogEntry(
        e.position(), e.number(), e.transaction(), e.at(), origin, before, after, last, e.item());
  }

  /** The order in which a changeset carries its items. */
  List<Item> reorder(List<Item> items, long applied) {
    if (this != MARKER_FIRST && this != ACKNOWLEDGED_IN_HEADER) {
      return items;
    }
    List<Item> markers = new ArrayList<>();
    if (this == ACKNOWLEDGED_IN_HEADER) {
      markers.add(new Item.Marker(1, applied));
    } else {
      items.stream().filter(i -> i instanceof Item.Marker).forEach(markers::add);
    }
    items.stream().filter(i -> !(i instanceof Item.Marker)).forEach(markers::add);
    return markers;
  }

  /**
   * Before a spoke takes a changeset.
   *
   * @param through position of the spoke's log through which a changeset of its own covers it
   */
  void arriving(MemorySite spoke, List<Item> items, LongUnaryOperator through) {
    if (this != MARKER_PASSES_HELD || !items.stream().allMatch(i -> i instanceof Item.Marker)) {
      return;
    }
    Item.Marker marker = (Item.Marker) items.get(items.size() - 1);
    StreamState now = spoke.streams.get("hq");
    spoke.streams.put(
        "hq",
        new StreamState(
            "hq",
            now.incarnation(),
            now.number(),
            now.hash(),
            marker.number(),
            through.applyAsLong(marker.number())));
  }

  ApplyTransaction around(ApplyTransaction tx, MemorySite site) {
    return switch (this) {
      case PENDING_BEFORE_LOCK,
          NO_SECOND_LOOK,
          FORGET_AWAITED,
          FORGET_DEFERRED,
          WATERMARK_FIRST,
          ORIGIN_FOR_ALL_ROWS,
          LOAD_UNLOCKED,
          ASK_NOBODY,
          ASK_ONCE,
          TRUST_THE_SPOKE,
          LATER_DO_NOT_WAIT,
          NO_READ_BACK,
          TELL_ALL ->
          new BrokenTransaction(tx, this, site);
      default -> tx;
    };
  }

  PendingRows around(PendingRows pending) {
    return this != IGNORE_PENDING
        ? pending
        : new PendingRows() {
          @Override
          public void catchUp(long position, long acknowledged) {}

          @Override
          public long lastChange(RowId row) {
            return 0;
          }
        };
  }
}
