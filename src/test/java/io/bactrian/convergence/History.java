package io.bactrian.convergence;

import io.bactrian.changeset.RowId;
import io.bactrian.convergence.Plan.Step;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;

/**
 * One random history of the whole product: a hub and its spokes as {@link Process}es that may die
 * at any step, connected by a {@link Wire} that loses, repeats, delays and damages documents. In
 * the end users stop, all documents are delivered, and everything that the protocol guarantees is
 * checked.
 */
final class History {
  private static final double[] RACES = {0, 0.03, 0.1};
  private static final int MOST_RACES = 4;

  private final Random random;
  private final boolean telling;
  final Traffic traffic;
  final Deciders deciders;
  private final KeptNotes notes = new KeptNotes(this);
  private final Liar liar;
  final Restoration restoration;
  private final double race;
  private int left;
  private final boolean counting;
  final People people;
  final World world;
  final SimulatedSite hub;
  final List<SimulatedSite> spokes = new ArrayList<>();
  final List<String> told = new ArrayList<>();
  final Plan plan;
  int deaths;
  int recoveries;
  private int loads;

  /**
   * @param telling whether {@link #told} is wanted, which takes time
   * @param strict whether every guarantee is looked at on the way
   */
  History(
      Plan plan, Breakage broken, CamelContext camel, Path spool, boolean telling, boolean strict) {
    this.plan = plan;
    this.telling = telling;
    random = Plan.random(plan.seed());
    counting = random.nextInt(8) == 0;
    Shape shape = counting ? Shape.SAME : Shape.of(random, plan.seed());
    ChosenRules rules =
        counting ? ChosenRules.adding(random) : new ChosenRules(random, shape.hub, plan.seed());
    race = RACES[random.nextInt(RACES.length)];
    boolean touches = !counting && shape != Shape.UNIQUE && random.nextInt(3) == 0;
    int honest = 1 + random.nextInt(3);
    boolean lies = !counting && plan.steps().stream().anyMatch(s -> s.kind() == Plan.Kind.LIE);
    boolean routing = random.nextInt(3) == 0;
    boolean rewrites = !counting && !routing && random.nextInt(4) == 0;
    int count = lies ? honest + 1 : honest;
    people =
        counting
            ? new Cashiers(random, count, line -> tell(() -> line))
            : new People(random, count, line -> tell(() -> line));
    Map<String, MemorySite> databases = new HashMap<>();
    world =
        new World(
            shape,
            rules,
            broken,
            random,
            databases,
            new Ledger(databases),
            camel,
            spool,
            1 + random.nextInt(6),
            new AtomicReference<>(strict ? Scarcity.of(plan.seed()) : Scarcity.NONE),
            touches,
            strict,
            lies ? "c" + honest : null,
            routing,
            rewrites);
    people.large = world.scarcity().rows() != null;
    world.ledger().setsAside = people.large;
    hub = site("hq", shape.hub);
    for (int i = 0; i < honest; i++) {
      spokes.add(site("c" + i, shape.spoke));
    }
    if (lies) {
      databases.put(world.liar(), new MemorySite(world.liar(), shape.spoke)); // to be a partner
    }
    if (rewrites) {
      hub.database.rewrite = Sites.rewriting("c" + random.nextInt(count));
    }
    liar = lies ? new Liar(world.liar(), this, random) : null;
    if (!counting) {
      Sites.prepareHub(hub.database, shape, broken, random, touches);
    }
    traffic = new Traffic(this, new Wire(random, spool), random);
    deciders = new Deciders(this, random);
    restoration = new Restoration(this, random);
    hub.start();
    spokes.forEach(SimulatedSite::start);
    if (plan.steps().stream().anyMatch(step -> step.kind() == Plan.Kind.RESTORE)) {
      all().forEach(restoration::backUp);
    }
  }

  private SimulatedSite site(String id, Side side) {
    MemorySite database = Sites.narrow(new MemorySite(id, side), plan.seed());
    world.databases().put(id, database);
    database.watcher =
        transaction -> {
          world.ledger().committed(database, transaction);
          site(id).judged(transaction);
        };
    if (counting) {
      Cashiers.open(database);
    }
    return new SimulatedSite(database, world);
  }

  void tell(Supplier<String> line) {
    if (telling) {
      told.add(line.get());
    }
  }

  SimulatedSite site(String id) {
    return id.equals("hq") ? hub : spokes.get(Integer.parseInt(id.substring(1)));
  }

  /** Something that a process does; it may die of it, and another one starts. */
  interface Doing {
    void run() throws Exception;
  }

  /** False when the process died. */
  boolean at(SimulatedSite site, Doing what) {
    try {
      what.run();
      return true;
    } catch (Fate.Died died) {
      if (!site.fate.dead()) {
        throw died; // a partner's, whom this one was talking to
      }
      restart(site, " dies, " + site.fate.where());
      return false;
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private void restart(SimulatedSite site, String how) {
    boolean cut = random.nextInt(4) == 0;
    tell(() -> site.id() + how + (cut ? ", in a power cut" : ""));
    deaths++;
    if (cut) {
      site.store.powerCut(random);
    }
    site.start();
  }

  // -- the steps

  void run() {
    live(plan.steps());
    heal();
  }

  void live(List<Step> steps) {
    for (Step step : steps) {
      random.setSeed(step.seed());
      SimulatedSite spoke = spokes.get(step.spoke() % spokes.size());
      SimulatedSite any = random.nextBoolean() ? hub : spoke;
      if (random.nextInt(5) == 0) {
        any.fate.dieAfter(random.nextInt(random.nextBoolean() ? 8 : 40));
      }
      left = MOST_RACES;
      races(hub);
      races(spoke);
      step(step, spoke, any);
      peace();
      List<String> problems = unexpected();
      Ledger.require(problems.isEmpty(), "%s", problems);
    }
  }

  private void step(Step step, SimulatedSite spoke, SimulatedSite any) {
    switch (step.kind()) {
      case WRITE_AT_HUB -> people.write(hub.database, "");
      case WRITE_AT_SPOKE -> people.write(spoke.database, "");
      case CAPTURE -> at(any, told(any, " captures", any.process::watchOutbox));
      case EXCHANGE -> {
        at(any, () -> any.process.loadRows(random.nextInt(3)));
        traffic.exchange(spoke);
        if (counting && random.nextInt(3) == 0) {
          deciders.resolve();
        }
      }
      case REPLAY -> traffic.replay();
      case CLONE -> traffic.fromClone();
      case RETRY -> deciders.retry(spoke, any);
      case SETTLE -> {
        deciders.settle();
        if (counting) { // nothing is parked there
          deciders.resolve();
        }
      }
      case RESOLVE -> deciders.resolve();
      case PURGE -> at(any, told(any, " purges", any.process::purge));
      case RESTART -> restart(any, " is killed");
      case CLOCK -> any.clock.move(Duration.ofMinutes(random.nextInt(600) - 200));
      case LOAD -> load(spoke);
      case BACK_UP -> restoration.backUp(any);
      case RESTORE -> restoration.restore(any);
      case ABANDON -> abandon(spoke);
      case LIE -> lie();
      case CROSS -> cross(spoke);
      default -> throw new IllegalStateException("" + step.kind());
    }
  }

  private void lie() {
    if (liar != null) {
      liar.acts();
    }
  }

  private void cross(SimulatedSite spoke) {
    if (!counting) {
      new Crossing(people, hub.database, random).act(spoke.database);
    }
    traffic.exchange(spoke);
  }

  /** Every other one is of a table, and two of four remove nothing. */
  private void load(SimulatedSite spoke) {
    int number = loads++;
    boolean mirror = number % 4 < 2;
    if (number % 2 == 0) {
      at(hub, told(hub, " is to load " + spoke.id(), () -> hub.process.load(spoke.id(), mirror)));
    } else {
      at(
          hub,
          told(
              hub,
              " is to load a table of " + spoke.id(),
              () -> hub.process.loadTable(spoke.id(), number / 2, mirror)));
    }
  }

  private void abandon(SimulatedSite spoke) {
    world.ledger().abandoned(spoke.id());
    at(hub, told(hub, " abandons " + spoke.id(), () -> hub.process.abandon(spoke.id())));
  }

  private Doing told(SimulatedSite site, String what, Doing doing) {
    tell(() -> site.id() + what);
    return doing;
  }

  /** Users who write while a process is at work. */
  private void races(SimulatedSite site) {
    site.database.between = (moment, row) -> race(site, moment, row);
    site.fate.meanwhile =
        () -> {
          if (site.database.open == null && left > 0 && random.nextDouble() < race) {
            left--;
            people.write(site.database, " meanwhile");
          }
        };
  }

  private void race(SimulatedSite site, String moment, RowId row) {
    boolean surely = Crossing.in(plan.seed());
    if (site.database.side.placesRows() && moment.equals("append") && random.nextInt(4) == 0) {
      people.moveParent(site.database); // after the verdicts are made, before they are told
    }
    if (!counting && moment.equals("absent") && (random.nextDouble() < race * 10 || surely)) {
      people.insert(site.database, row);
    } else if (left > 0 && random.nextDouble() < race * 3) {
      left--;
      if (!counting && row != null && random.nextBoolean()) {
        people.insertAndDelete(site.database, row);
      } else if (random.nextInt(4) == 0) {
        site.process.capture();
      } else if (random.nextInt(8) == 0) {
        site.process.purge();
      } else {
        people.write(site.database, " while the applier is at " + moment);
      }
    }
  }

  /** Why streams stand still. */
  List<String> problems() {
    return all().stream()
        .flatMap(site -> site.process.problems(to -> !to.equals(world.liar())).stream())
        .toList();
  }

  /** Why streams stand still that have no reason to. */
  private List<String> unexpected() {
    return all().stream()
        .flatMap(site -> site.process.problems(to -> world.trusts(site.id(), to)).stream())
        .toList();
  }

  void peace() {
    for (SimulatedSite site : all()) {
      site.fate.live();
      site.fate.meanwhile = () -> {};
      site.database.between = (moment, row) -> {};
    }
  }

  List<SimulatedSite> all() {
    List<SimulatedSite> all = new ArrayList<>(spokes);
    all.add(hub);
    return all;
  }

  // -- the end

  void heal() {
    random.setSeed(plan.seed());
    tell(() -> "people stop");
    hub.database.refuses = write -> false;
    hub.database.applicationTrigger = id -> null;
    traffic.wire.faulty = false;
    if (world.scarcity().rows() != null) {
      takeAllRows();
    }
    spokes.stream().filter(s -> hub.process.abandoned(s.id())).forEach(this::load);
    int silent = 0; // one round in which a file was found missing is not the end
    for (int round = 0; round < 400; round++) {
      long before = progress();
      all().forEach(site -> site.clock.move(Duration.ofDays(1)));
      at(hub, hub.process::watchOutbox);
      all().forEach(site -> at(site, () -> site.process.loadRows(1)));
      spokes.forEach(traffic::exchange);
      silent = before == progress() && deciders.quiet() ? silent + 1 : 0;
      if (silent == 2 && notes.remind()) {
        silent = 0;
      } else if (silent == 2) {
        tellLogs();
        all().forEach(site -> at(site, site.process::purge));
        return;
      }
    }
    tellLogs();
    List<?> waits = all().stream().map(site -> Sites.waiting(site.database)).toList();
    throw new AssertionError("the sites never fall silent: " + wrong() + ", waits " + waits);
  }

  /** Sites take rows of any size from now on, and go on writing until all of them know it. */
  private void takeAllRows() {
    tell(() -> "all sites take larger rows");
    world.limits().set(world.scarcity().plenty());
    all().forEach(SimulatedSite::start);
    for (int round = 0; round < 6; round++) {
      all().forEach(site -> people.write(site.database, ""));
      all().forEach(site -> at(site, site.process::watchOutbox));
      spokes.forEach(traffic::exchange);
    }
    people.large = false;
  }

  private void tellLogs() {
    if (telling) {
      told.addAll(LogText.of(all()));
    }
  }

  /** The same only when nothing has moved. */
  long progress() {
    long state = 0;
    for (SimulatedSite site : all()) {
      state = 31 * state + site.store.head.position();
      state = 31 * state + site.database.outbox.size();
      state = 31 * state + site.store.streams.hashCode();
      state = 31 * state + site.database.streams.hashCode();
    }
    return state;
  }

  /** What is not as promised; empty when all is well. */
  List<String> wrong() {
    List<String> wrong = new ArrayList<>(problems());
    wrong.addAll(notes.left());
    Ledger ledger = world.ledger();
    for (SimulatedSite spoke : spokes) {
      wrong.addAll(Sites.differences(hub.database, spoke.database, world.shape()));
      wrong.addAll(Sites.heldThere(hub.database, spoke.id()));
      if (world.strict()) {
        wrong.addAll(ledger.missing("hq", spoke.id()));
        wrong.addAll(ledger.missing(spoke.id(), "hq"));
      }
    }
    for (SimulatedSite site : all()) {
      wrong.addAll(world.strict() ? ledger.unrecorded(site.id(), site.store) : List.of());
      if (counting && world.strict() && ledger.counts()) {
        Set<String> decided = deciders.sums.transactions();
        wrong.addAll(
            Cashiers.wrongSums(ledger, world.databases().values(), decided, site.database));
      }
    }
    if (counting && world.strict() && ledger.counts()) {
      wrong.addAll(deciders.sums.wrong(ledger));
    }
    return wrong;
  }
}
