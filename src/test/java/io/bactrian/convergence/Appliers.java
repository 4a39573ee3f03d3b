package io.bactrian.convergence;

import io.bactrian.apply.Applied;
import io.bactrian.apply.Applier;
import io.bactrian.apply.ApplyTransaction;
import io.bactrian.apply.HubApplier;
import io.bactrian.apply.RoundTripEquality;
import io.bactrian.apply.SpokeApplier;
import io.bactrian.apply.Wait;
import io.bactrian.apply.WaitSchedule;
import io.bactrian.changelog.AppendableLog;
import io.bactrian.changelog.LoggedSentChanges;
import io.bactrian.changelog.TailPendingRows;
import io.bactrian.changeset.Header;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.RowId;
import io.bactrian.conflict.Merge;
import io.bactrian.exchange.ChangesetStore;
import io.bactrian.exchange.SentPositions;
import io.bactrian.exchange.SetAside;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Creates the applier of a running site, with checks at each commit. */
final class Appliers {
  /** Longest time between two tries of what waits, in tries. */
  private static final int LONGEST = 4;

  private final SimulatedSite site;
  private final World world;
  private final Map<String, HubApplier> judges = new HashMap<>();
  private final BrokenSteps steps;
  private final Map<String, WaitSchedule> schedules = new HashMap<>();
  private SpokeApplier rebaser;
  private long tries;

  Appliers(SimulatedSite site, World world, AppendableLog log, ChangesetStore changesets) {
    this.site = site;
    this.world = world;
    steps = new BrokenSteps(world.broken(), site);
    Shape shape = world.shape();
    if (site.isHub()) {
      for (String spoke : world.partners("hq")) {
        judges.put(
            spoke,
            new HubApplier(
                    spoke,
                    shape.toHub,
                    shape.toSpoke,
                    new Merge(world.rules(), new RoundTripEquality(shape.toSpoke, shape.toHub)),
                    shape.hub.destinations(steps.rule(new Audience(world.routing()), spoke)),
                    site::nextId,
                    Set.of(),
                    world.scarcity().bounds(),
                    new LoggedSentChanges(
                        log,
                        spoke,
                        new SentPositions(changesets, spoke)::through,
                        () -> SetAside.positions(changesets.setAside().of(spoke))))
                .by(schedule(spoke)));
      }
    } else {
      rebaser =
          new SpokeApplier(
                  "hq",
                  shape.toSpoke,
                  world
                      .broken()
                      .around(
                          new TailPendingRows(
                              log,
                              "hq",
                              () -> SetAside.positions(changesets.setAside().of("hq")),
                              null)),
                  new SentPositions(changesets, "hq")::through,
                  shape.spoke.byName(),
                  site::nextId)
              .telling(Scarcity.LONG - 1)
              .by(schedule("hq"));
    }
  }

  /** Time goes on with each try. */
  private WaitSchedule schedule(String partner) {
    return schedules.computeIfAbsent(
        partner,
        id -> new WaitSchedule(() -> tries, Duration.ofMillis(1), Duration.ofMillis(LONGEST)));
  }

  /** A row of this site was changed, as capture sees it. */
  void changed(Item.Change change) {
    schedules.values().forEach(schedule -> schedule.changed(change));
  }

  ApplyTransaction begin(Runnable committed) {
    return new Dying(
        world.broken().around(site.database.begin(), site.database), site.fate, committed);
  }

  /** Applies one changeset; the onlooker sees it in the moment in which it commits. */
  Applied apply(String partner, Header header, String hash, Iterator<Item> items) {
    List<Item> seen = new ArrayList<>();
    Iterator<Item> shown = steps.items(header, tee(items, seen));
    Watch watch =
        site.isHub()
            ? new Watch(
                site.database,
                world.shape(),
                partner,
                world.rules().adds(),
                world.touches(),
                world.rewrites())
            : null;
    String[] transaction = new String[1];
    Runnable committed =
        () -> {
          guard(partner, transaction[0]);
          if (world.trusts(partner, site.id())) {
            world.ledger().applied(header, hash, seen);
            requireWaiting(partner, header, seen);
            if (watch != null) {
              watch.committed(transaction[0], seen);
            }
          }
        };
    try (ApplyTransaction tx = begin(committed)) {
      transaction[0] = site.database.open;
      Applied applied =
          site.isHub()
              ? Steps.apply(judges.get(partner), tx, header, hash, shown)
              : Steps.apply(rebaser, tx, header, hash, shown);
      Ledger.require(
          !world.trusts(partner, site.id()) || applied.drift() == 0,
          "rows drifted at %s: %s",
          site.id(),
          header.name());
      return applied;
    }
  }

  /** Changes of a row of which earlier ones are parked are parked as well. */
  private void requireWaiting(String spoke, Header header, List<Item> seen) {
    for (Item item : seen) {
      if (item instanceof Item.Change change) {
        List<Wait> parked =
            new MemoryWaits(site.database.waits).of(spoke, Wait.Kind.PARKED, change.rowId());
        Ledger.require(
            parked.isEmpty() || parked.stream().anyMatch(w -> w.number() == header.number()),
            "a change of %s in %s did not wait for an earlier one",
            change.rowId(),
            header.name());
      }
    }
  }

  private void guard(String spoke, String transaction) {
    if (site.isHub() && world.strict()) {
      new Borders(site.database, spoke, world).committed(transaction);
    }
  }

  private static Iterator<Item> tee(Iterator<Item> items, List<Item> seen) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return items.hasNext();
      }

      @Override
      public Item next() {
        Item item = items.next();
        seen.add(item);
        return item;
      }
    };
  }

  /** The one for what a partner sends. */
  Applier of(String partner) {
    return site.isHub() ? judges.get(partner) : rebaser;
  }

  void retry(String partner, ApplyTransaction tx) {
    tries++;
    if (site.isHub()) {
      String transaction = site.database.open;
      judges.get(partner).retryWaiting(tx);
      guard(partner, transaction);
    } else {
      rebaser.retryWaiting(tx);
    }
  }

  void settle(String partner, RowId row, boolean accept, ApplyTransaction tx) {
    String transaction = site.database.open;
    judges.get(partner).settle(tx, row, accept, "ann");
    guard(partner, transaction);
  }
}
