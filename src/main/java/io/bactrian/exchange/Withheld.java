package io.bactrian.exchange;

import io.bactrian.changelog.Changelog;
import io.bactrian.changeset.RowLimits;
import io.bactrian.changeset.Unsent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is set aside for one partner, across its changesets. The last manifest decides what counts:
 * what a changeset set aside or sent that never got a manifest is taken back.
 *
 * @param fromHub whether this site is the hub
 */
record Withheld(String stream, String partner, boolean fromHub, SetAsideStore store) {
  private static final Logger LOG = LoggerFactory.getLogger(Outgoing.class);

  /** Notes how much the partner takes; null when it did not tell. */
  void told(RowLimits limits) {
    if (limits != null && !store.told(partner).equals(Optional.of(limits))) {
      store.tell(partner, limits);
      LOG.info(
          "Stream {}: {} takes values of {} and rows of {} characters.",
          stream,
          partner,
          limits.value(),
          limits.row());
    }
  }

  /** Notes what the partner has for this site and does not send. */
  void toldUnsent(Unsent there) {
    if (!store.unsentThere(partner).equals(there)) {
      store.tellUnsent(partner, there);
      if (there.rows() > 0 || there.size() > 0) {
        LOG.warn("{}", new UnsentThere(partner, there).text());
      }
    }
  }

  /** For a changeset that covers nothing of the log. */
  SettingAside none(Changelog changelog) {
    return new SettingAside(partner, fromHub, RowLimits.FLOOR, List.of(), changelog);
  }

  /**
   * @param through position of our log through which the last changeset covers it
   */
  SettingAside begin(Changelog changelog, long through) {
    List<SetAside> active = new ArrayList<>();
    List<SetAside> again = new ArrayList<>();
    List<SetAside> never = new ArrayList<>();
    for (SetAside one : store.of(partner)) {
      if (one.position() > through) {
        never.add(one);
      } else if (one.released() > through) {
        again.add(one.released(0));
      } else if (one.released() == 0) {
        active.add(one);
      }
    }
    store.drop(never);
    store.save(again);
    active.addAll(again);
    active.sort(Comparator.comparingLong(SetAside::position));
    RowLimits limits = store.told(partner).orElse(RowLimits.FLOOR);
    return new SettingAside(partner, fromHub, limits, active, changelog);
  }

  /** Stores what a changeset leaves out or sends at last, before its manifest. */
  void keep(SettingAside some, String changeset, long through) {
    store.save(some.records(through));
    if (!some.added().isEmpty()) {
      LOG.warn(
          "{}: {} changes are set aside, since their rows are larger than {} takes. `bactrian status` lists them; they go once {} raises `changeset.max-value`, or with a smaller change of their row.",
          changeset,
          some.added().size(),
          partner,
          partner);
    }
  }

  /**
   * Drops what the partner has by now.
   *
   * @param confirmed position of our log through which the partner has applied
   * @return position through which the log is not needed for what is set aside
   */
  long forget(long confirmed) {
    store.drop(store.of(partner).stream().filter(one -> has(one, confirmed)).toList());
    return needless(confirmed);
  }

  /** Position of our log through which it is not needed for what is set aside. */
  long needless(long confirmed) {
    return store.of(partner).stream()
        .filter(one -> !has(one, confirmed))
        .mapToLong(one -> one.position() - 1)
        .min()
        .orElse(Long.MAX_VALUE);
  }

  /** Whether the partner has by now what was set aside. */
  private static boolean has(SetAside one, long confirmed) {
    return one.released() > 0 && one.released() <= confirmed;
  }

  /** Drops everything: the partner is abandoned, or will get all rows. */
  void drop() {
    store.drop(store.of(partner));
  }
}
