package io.bactrian.exchange;

import io.bactrian.changelog.Changelog;
import io.bactrian.changelog.LogEntry;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.Item.Change;
import io.bactrian.changeset.Item.Image;
import io.bactrian.changeset.Item.Present;
import io.bactrian.changeset.Item.Verdict;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.RowLimits;
import io.bactrian.changeset.Unsent;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Decides, for one changeset, which entries are too large for the partner, and what is sent of a
 * row instead: nothing while it is too large, or that it will come; then one change from the state
 * that the partner knows to the present one. For one thread.
 */
final class SettingAside {
  /** How much is sent again in one changeset, in UTF-16 code units. */
  private static final long AT_ONCE = 256L << 20;

  private final String partner;
  private final boolean fromHub;
  private final RowLimits limits;
  private final Changelog changelog;
  private final Map<RowId, List<SetAside>> aside = new LinkedHashMap<>();
  private final List<SetAside> released = new ArrayList<>();
  private final List<SetAside> added = new ArrayList<>();
  private final Iterator<SetAside> due;

  private final Announced announced;
  private LogEntry went;

  /**
   * @param fromHub whether this site is the hub, which tells its spoke that a row will come; the
   *     hub judges each change of a row that is pending at a spoke
   * @param aside what is set aside, by position
   * @param limits what the partner takes
   */
  SettingAside(
      String partner,
      boolean fromHub,
      RowLimits limits,
      List<SetAside> aside,
      Changelog changelog) {
    this.partner = partner;
    this.fromHub = fromHub;
    this.limits = limits;
    this.announced = new Announced(fromHub, limits);
    this.changelog = changelog;
    aside.forEach(one -> chain(one.row()).add(one));
    due = due().iterator();
  }

  private List<SetAside> chain(RowId row) {
    return aside.computeIfAbsent(row, none -> new ArrayList<>());
  }

  /** The last entry of each row that the partner takes by now. */
  private List<SetAside> due() {
    List<SetAside> found = new ArrayList<>();
    long size = 0;
    for (List<SetAside> chain : aside.values()) {
      SetAside last = last(chain);
      if (limits.take(last.needed()) && size < AT_ONCE) {
        found.add(last);
        size += last.needed().row();
      }
    }
    return found;
  }

  /** What the partner is not sent, before this changeset. */
  Unsent unsent(long size) {
    long value = 0;
    for (List<SetAside> chain : aside.values()) {
      RowLimits needed = last(chain).needed();
      value = Math.max(value, Math.max(needed.value(), (needed.row() + 1) / 2));
    }
    return new Unsent(aside.size(), value, size);
  }

  boolean hasDue() {
    return due.hasNext() || announced.hasWithdrawn();
  }

  /**
   * The next row that was set aside and may go now, as an entry whose item is to be sent, or what
   * is to be told after it.
   */
  LogEntry nextDue() {
    if (announced.hasWithdrawn()) {
      return went.again(announced.nextWithdrawn());
    }
    SetAside last = due.next();
    went = read(last.position());
    List<SetAside> chain = aside.get(last.row());
    Item whole = told(went, last.row());
    whole = chain.size() > 1 ? merged(chain, whole) : late(whole);
    release(chain.get(0).row());
    return went.again(whole);
  }

  /**
   * What to send of an entry. An update of a key of which something is set aside, before or now, is
   * a delete and an insert, as each key has its own chain.
   */
  List<Item> views(LogEntry entry) {
    Item item = entry.viewFor(partner);
    if (item == null) {
      if (partner.equals(entry.origin())) {
        // what the partner wrote is what it knows
        entry.item().rowIds().stream().filter(aside::containsKey).forEach(this::known);
      }
      return withdrawn(new ArrayList<>());
    }
    boolean apart =
        item instanceof Change moves
            && moves.movesKey()
            && (!limits.take(item) || moves.rowIds().stream().anyMatch(aside::containsKey));
    List<? extends Item> parts = apart ? ((Change) item).apart() : List.of(item);
    List<Item> views = new ArrayList<>(parts.size());
    for (Item part : parts) {
      Item view = view(entry, part);
      if (view != null) {
        views.add(view);
      }
    }
    return withdrawn(views);
  }

  private List<Item> withdrawn(List<Item> views) {
    while (announced.hasWithdrawn()) {
      views.add(announced.nextWithdrawn());
    }
    return views;
  }

  /** The partner has the row, as it wrote it. */
  private void known(RowId row) {
    aside.get(row).forEach(one -> told(read(one.position()), row));
    release(row);
  }

  /** What to send of an entry or its half; null for nothing. */
  private Item view(LogEntry entry, Item item) {
    RowId row = item.rowId();
    List<SetAside> chain = row == null || aside.isEmpty() ? null : aside.get(row);
    if (item instanceof Verdict verdict && !limits.take(item)) {
      verdict.rows().forEach(image -> add(present(image), entry.position()));
      return announced.verdict(verdict);
    }
    if (!(item instanceof Change) && !(item instanceof Present)) {
      return item;
    }
    Item whole = chain == null ? item : merged(chain, item);
    if (!limits.take(whole)) {
      whole = smaller(whole);
    }
    if (limits.take(whole)) {
      if (chain != null) {
        release(row);
      }
      return whole;
    }
    add(whole, entry.position());
    boolean fresh = item instanceof Present || chain == null && ((Change) item).before() == null;
    return fresh ? announced.row(whole) : null;
  }

  private void add(Item whole, long position) {
    SetAside one = new SetAside(partner, position, whole.rowId(), RowLimits.neededBy(whole), 0);
    chain(one.row()).add(one);
    added.add(one);
  }

  /** What an entry that is set aside says about one of our rows. */
  private Item told(LogEntry entry, RowId row) {
    Item told = state(entry, row);
    announced.read(row, told);
    return told;
  }

  private Item state(LogEntry entry, RowId row) {
    Item item = entry.viewFor(partner);
    if (item instanceof Verdict verdict) {
      return verdict.rows().stream()
          .map(SettingAside::present)
          .filter(one -> one.rowId().equals(row))
          .findFirst()
          .orElseThrow();
    }
    if (item instanceof Change change && change.movesKey()) {
      return change.apart().get(change.rowId().equals(row) ? 1 : 0);
    }
    return item;
  }

  private static Present present(Image image) {
    return new Present(image.table(), image.row(), false);
  }

  /** A delete needs only what identifies its row. */
  private Item smaller(Item item) {
    return item instanceof Change change && change.after() == null
        ? new Change(change.table(), limits.reduced(change.table(), change.before()), null)
        : item;
  }

  /**
   * From what the partner knows to what it is to know. The whole row where it is not sure what it
   * knows: after a snapshot row or a verdict.
   */
  private Item merged(List<SetAside> chain, Item now) {
    if (!(now instanceof Change change)) {
      return now;
    }
    Item first = null;
    Present unsure = null;
    for (SetAside one : chain) { // one large row in memory at a time, and the first
      Item told = told(read(one.position()), one.row());
      if (told instanceof Present whole) {
        unsure = whole;
      }
      first = first == null ? told : first;
    }
    if (unsure != null && change.after() != null) {
      return new Present(change.table(), change.after(), unsure.offered());
    }
    Row known = first instanceof Change begun ? begun.before() : null;
    boolean fits = known == null || ((Change) first).table().equals(change.table());
    if (!fits || known == null && change.after() == null) {
      known = change.before() == null ? null : limits.reduced(change.table(), change.before());
    }
    return known == null && change.after() == null
        ? now
        : late(new Change(change.table(), known, change.after()));
  }

  /**
   * A spoke that was not told of a row may have inserted the same meanwhile, which the hub did not
   * have to answer: then it gets the row whatever it has.
   */
  private Item late(Item told) {
    return fromHub && told instanceof Change change && change.before() == null
        ? new Present(change.table(), change.after(), false)
        : told;
  }

  private LogEntry read(long position) {
    try (Changelog.Entries entries = changelog.read(position - 1, position)) {
      return entries.next();
    }
  }

  private static SetAside last(List<SetAside> chain) {
    return chain.get(chain.size() - 1);
  }

  private void release(RowId row) {
    for (SetAside one : aside.remove(row)) {
      if (!added.remove(one)) {
        released.add(one);
      }
    }
    announced.settled(row);
  }

  /** Entries that are set aside by this changeset. */
  List<SetAside> added() {
    return added;
  }

  /** Whether this changeset sets anything aside, or sends what was. */
  boolean changes() {
    return !added.isEmpty() || !released.isEmpty();
  }

  /** What to store before the changeset's manifest. */
  List<SetAside> records(long through) {
    List<SetAside> all = new ArrayList<>(added);
    released.forEach(one -> all.add(one.released(through)));
    return all;
  }
}
