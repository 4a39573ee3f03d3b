package io.bactrian.convergence;

import io.bactrian.apply.ApplyTransaction;
import io.bactrian.apply.PendingRows;
import io.bactrian.changelog.LogEntry;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.RowId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** One mechanism of the protocol taken away, to show that the simulation would notice. */
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
  FORGET_HELD,
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
  NO_ABSENCE_CORRECTION;

  /** What a site is shown of an entry. */
  Item view(LogEntry entry, String site, Random random) {
    Item item = entry.viewFor(site);
    return switch (this) {
      case NO_VERDICT -> item instanceof Item.Verdict v && !v.parked() ? null : item;
      case DROP_A_VERDICT ->
          item instanceof Item.Verdict v && !v.parked() && random.nextInt(4) == 0 ? null : item;
      case NO_PARKED_VERDICT -> item instanceof Item.Verdict v && v.parked() ? null : item;
      case NO_MARKER -> item instanceof Item.Marker ? null : item;
      case ECHO ->
          entry.item() instanceof Item.Change && site.equals(entry.origin()) ? entry.item() : item;
      case WHOLE_ROW ->
          entry.item() instanceof Item.Change && !site.equals(entry.origin()) ? entry.item() : item;
      default -> item;
    };
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

  ApplyTransaction around(ApplyTransaction tx, MemorySite site) {
    return switch (this) {
      case PENDING_BEFORE_LOCK,
          NO_SECOND_LOOK,
          FORGET_AWAITED,
          FORGET_HELD,
          WATERMARK_FIRST,
          ORIGIN_FOR_ALL_ROWS ->
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
