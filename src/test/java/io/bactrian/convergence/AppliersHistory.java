package io.bactrian.convergence;

import io.bactrian.apply.ApplyAgainException;
import io.bactrian.apply.ApplyTransaction;
import io.bactrian.apply.HubApplier;
import io.bactrian.apply.OutboxRecord.ConflictRecord;
import io.bactrian.apply.Resolution;
import io.bactrian.apply.RoundTripEquality;
import io.bactrian.apply.SpokeApplier;
import io.bactrian.apply.StreamState;
import io.bactrian.apply.Wait;
import io.bactrian.changelog.TailPendingRows;
import io.bactrian.changeset.Header;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.RowId;
import io.bactrian.conflict.Merge;
import io.bactrian.problem.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * One random history of a hub and its spokes with the real appliers. Users write everywhere, rows
 * move between destinations, changes are parked and decided late, changesets arrive twice or too
 * early, appliers crash, and users write while appliers work. Then users stop, all changesets are
 * delivered, and every site must have what the hub shows it. Modelled on the protocol's reference
 * model.
 */
final class AppliersHistory {
  private static final int[] SIZES = {6, 12, 30, 80};

  final List<String> told = new ArrayList<>();
  final LoggedSite hub;
  final List<LoggedSite> spokes = new ArrayList<>();
  final ChosenRules rules;
  final Shape shape;
  int drift;

  private final Random random;
  private final Breakage broken;
  private final Streams streams;
  private final People people;
  private final Racing racing;
  private final boolean touches;
  private final boolean routing;
  private final List<HubApplier> judges = new ArrayList<>();
  private final List<SpokeApplier> rebasers = new ArrayList<>();
  private final int steps;

  /**
   * @param forced the shape; null to draw one
   */
  AppliersHistory(long seed, Breakage broken, Shape forced) {
    random = new Random(seed * 0x9E3779B97F4A7C15L);
    this.broken = broken;
    Shape drawn = Shape.of(random, seed);
    // its log knows nothing of parents that decide who sees a row
    shape = forced != null ? forced : drawn == Shape.PLACED ? Shape.FAMILY : drawn;
    rules = new ChosenRules(random, shape.hub, seed);
    double race = random.nextBoolean() ? 0.1 : 0;
    touches = shape != Shape.UNIQUE && random.nextInt(3) == 0;
    int count = 1 + random.nextInt(3);
    routing = random.nextBoolean();
    streams = new Streams(random, broken);
    people = new People(random, count, told::add);
    racing = new Racing(random, people, race);
    hub = new LoggedSite("hq", shape.hub, broken != Breakage.NO_ABSENCE_CORRECTION);
    Sites.narrow(hub, seed);
    Sites.prepareHub(hub, shape, broken, random, touches);
    for (int i = 0; i < count; i++) {
      add("c" + i);
      Sites.narrow(spokes.get(i), seed);
    }
    steps = SIZES[random.nextInt(SIZES.length)];
  }

  private void add(String name) {
    LoggedSite spoke = new LoggedSite(name, shape.spoke, true);
    spokes.add(spoke);
    judges.add(
        new HubApplier(
            name,
            shape.toHub,
            shape.toSpoke,
            new Merge(rules, new RoundTripEquality(shape.toSpoke, shape.toHub)),
            Audience.rules(new Audience(routing)),
            () -> "conflict"));
    rebasers.add(
        new SpokeApplier(
            "hq",
            shape.toSpoke,
            broken.around(new TailPendingRows(spoke.log, "hq")),
            number -> streams.through(name, "hq", number),
            shape.spoke.byName(),
            () -> "drift"));
  }

  // -- messages

  private interface Apply {
    void to(ApplyTransaction tx, Header header, String hash, List<Item> items);
  }

  /** Delivers some changeset of the stream: the next one, an old one again, or one too early. */
  private void deliver(LoggedSite from, LoggedSite at, boolean sure, Apply apply) {
    streams.build(from, at.id);
    List<Streams.Sent> sent = streams.of(from.id, at.id);
    StreamState state = at.streams.getOrDefault(from.id, new StreamState(from.id, 1, 0, "", 0, 0));
    int number = sure ? (int) state.number() + 1 : 1 + random.nextInt(sent.size() + 1);
    if (number > sent.size()) {
      return;
    }
    if (accepts(number, state.number())) {
      at.streams.put(from.id, state.appliedThrough(number - 1));
    } else if (number != state.number() + 1) {
      told.add(from.id + "→" + at.id + " #" + number + " is not the next");
    }
    String previous = number == 1 ? Header.NO_HASH : "#" + (number - 1);
    Header header = new Header(from.id, at.id, 1, number, previous, 0, "s", "v");
    boolean next = at.streams.getOrDefault(from.id, state).number() + 1 == number;
    int before = at.rows.hashCode();
    boolean learns = false;
    racing.at(at, sure);
    try (ApplyTransaction tx = broken.around(at.begin(), at)) {
      boolean dies = !sure && random.nextInt(10) == 0;
      List<Item> items = sent.get(number - 1).items();
      apply.to(dies ? Forwarding.dying(tx, random.nextInt(15)) : tx, header, "#" + number, items);
      told.add(from.id + "→" + at.id + " #" + number + " applied");
      if (!next) {
        throw new AssertionError("applied out of step: #" + number);
      }
    } catch (Forwarding.Died died) {
      told.add(from.id + "→" + at.id + " #" + number + " dies");
    } catch (ApplyAgainException learned) {
      told.add(from.id + "→" + at.id + " #" + number + " is to be applied again");
      learns = true;
    } catch (ProblemException outOfStep) {
      if (next || before != at.rows.hashCode()) {
        throw outOfStep;
      }
    } finally {
      at.between = (moment, row) -> {};
    }
    if (learns && sure) {
      deliver(from, at, true, apply);
    }
  }

  private boolean accepts(int number, long applied) {
    return broken == Breakage.PAST_A_GAP && number > applied + 1
        || broken == Breakage.TWICE && number <= applied;
  }

  private void toHub(int i, boolean sure) {
    deliver(
        spokes.get(i),
        hub,
        sure,
        (tx, header, hash, items) -> {
          Watch watch = new Watch(hub, shape, spokes.get(i).id, rules.adds(), touches, false);
          String transaction = hub.open;
          Steps.apply(judges.get(i), tx, header, hash, items.iterator());
          watch.committed(transaction, items);
        });
  }

  private void toSpoke(int i, boolean sure) {
    deliver(
        hub,
        spokes.get(i),
        sure,
        (tx, header, hash, items) ->
            drift += Steps.apply(rebasers.get(i), tx, header, hash, items.iterator()).drift());
  }

  private void at(LoggedSite site, Consumer<ApplyTransaction> what) {
    racing.at(site, false);
    try (ApplyTransaction tx = broken.around(site.begin(), site)) {
      what.accept(random.nextInt(10) == 0 ? Forwarding.dying(tx, random.nextInt(10)) : tx);
    } catch (Forwarding.Died died) {
      told.add("a transaction at " + site.id + " dies");
    } catch (ApplyAgainException learned) {
      at(site, what);
    } finally {
      site.between = (moment, row) -> {};
    }
  }

  // -- decisions

  private void retry(int i) {
    told.add("retries for " + spokes.get(i).id);
    at(hub, tx -> judges.get(i).retryWaiting(tx));
    at(spokes.get(i), tx -> rebasers.get(i).retryWaiting(tx));
  }

  private void settleOne() {
    List<Wait> waits = List.copyOf(hub.waits);
    if (waits.isEmpty()) {
      return;
    }
    Wait wait = waits.get(random.nextInt(waits.size()));
    boolean accept = random.nextBoolean();
    told.add("hq settles " + wait.key().get(0) + " of " + wait.stream() + ": " + accept);
    int i = Integer.parseInt(wait.stream().substring(1));
    at(hub, tx -> judges.get(i).settle(tx, new RowId(wait.table(), wait.key()), accept, "ann"));
  }

  private void resolveOne() {
    if (hub.log.conflicts.isEmpty()) {
      return;
    }
    ConflictRecord record = hub.log.conflicts.get(random.nextInt(hub.log.conflicts.size()));
    Resolution choice = random.nextBoolean() ? Resolution.ours() : Resolution.theirs();
    try {
      at(hub, tx -> told.add("hq resolves: " + choice.apply(tx, record).isPresent()));
    } catch (Resolution.RefusedException refused) {
      told.add("hq can't resolve");
    }
  }

  // -- the whole

  void run() {
    for (int step = 0; step < steps; step++) {
      int what = random.nextInt(100);
      int i = random.nextInt(spokes.size());
      if (what < 22) {
        people.write(hub, "");
      } else if (what < 46) {
        people.write(spokes.get(i), "");
      } else if (what < 50) {
        settleOne();
      } else if (what < 52) {
        resolveOne();
      } else if (what < 54) {
        retry(i);
      } else if (what < 77) {
        toHub(i, false);
      } else {
        toSpoke(i, false);
      }
    }
    heal();
  }

  private void heal() {
    told.add("people stop");
    hub.refuses = write -> false;
    hub.applicationTrigger = id -> null;
    for (int round = 0; round < 100 && hub.log.size() < 3_000; round++) {
      int before = traffic();
      for (int i = 0; i < spokes.size(); i++) {
        toHub(i, true);
        toSpoke(i, true);
      }
      if (before == traffic() && quiet()) {
        return;
      }
    }
    throw new AssertionError("the sites never fall silent");
  }

  /** Whether nothing waits; else lets somebody decide, or what waits try again. */
  private boolean quiet() {
    boolean waits =
        Stream.concat(Stream.of(hub), spokes.stream()).anyMatch(s -> !Sites.waiting(s).isEmpty());
    for (int tries = 0; tries < 50 && !Sites.waiting(hub).isEmpty(); tries++) {
      settleOne();
    }
    for (int i = 0; i < spokes.size() && waits; i++) {
      retry(i);
    }
    return !waits;
  }

  private int traffic() {
    int applied = hub.streams.values().stream().mapToInt(s -> (int) s.number()).sum();
    for (MemorySite spoke : spokes) {
      applied += spoke.streams.values().stream().mapToInt(s -> (int) s.number()).sum();
    }
    return streams.count() + applied;
  }

  /** What differs, empty when in step. */
  List<String> differences() {
    List<String> all = new ArrayList<>();
    spokes.forEach(spoke -> all.addAll(Sites.differences(hub, spoke, shape)));
    if (streams.echoes > 0) {
      all.add(streams.echoes + " changes were sent back");
    }
    if (drift > 0) {
      all.add(drift + " rows drifted");
    }
    return all;
  }
}
