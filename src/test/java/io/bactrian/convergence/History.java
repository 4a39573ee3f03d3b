package io.bactrian.convergence;

import io.bactrian.apply.ApplyTransaction;
import io.bactrian.apply.HubApplier;
import io.bactrian.apply.PendingRows;
import io.bactrian.apply.SpokeApplier;
import io.bactrian.apply.TailPendingRows;
import io.bactrian.apply.Wait;
import io.bactrian.changelog.LogEntry;
import io.bactrian.changeset.Column;
import io.bactrian.changeset.Header;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.LogicalType;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import io.bactrian.conflict.Conflict;
import io.bactrian.conflict.Decision;
import io.bactrian.conflict.Kind;
import io.bactrian.conflict.Merge;
import io.bactrian.conflict.Rules;
import io.bactrian.destination.DestinationRule;
import io.bactrian.destination.Destinations;
import io.bactrian.transform.Mapping;
import io.bactrian.transform.RowPart;
import io.bactrian.transform.Values;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * One random history of a hub and its spokes over the real core: users write everywhere, rows move
 * between destinations, changes are parked and decided late, changesets come twice or too early,
 * appliers are interrupted before they commit, users race with them. Then people stop, messages
 * flow, and every site must hold what the hub shows it. The idea is the protocol's reference model.
 */
final class History {
  static final Table ITEM =
      new Table("item", List.of(col("k", true), col("x", false), col("y", false), col("o", false)));
  static final Table THING =
      new Table(
          "thing", List.of(col("id", true), col("ex", false), col("why", false), col("own", false)));

  final Random random;
  final List<String> told = new ArrayList<>();
  final MemorySite hub;
  final List<MemorySite> spokes = new ArrayList<>();
  int conflicts;
  int drift;

  private final String rule;
  private final String gone;
  private final double race;
  private final Breakage broken;
  private final List<HubApplier> judges = new ArrayList<>();
  private final List<SpokeApplier> rebasers = new ArrayList<>();
  private final Map<String, List<Sent>> streams = new HashMap<>();

  /** One changeset as it travels. */
  private record Sent(long number, long through, List<Item> items) {}

  private static Column col(String name, boolean key) {
    return new Column(name, key ? LogicalType.TEXT : LogicalType.INTEGER, "x", 0, -1, !key, key);
  }

  History(long seed, int count, Breakage broken) {
    random = new Random(seed);
    this.broken = broken;
    rule = pick("hub", "spoke", "any", "add");
    gone = pick("hub", "spoke", "any");
    race = random.nextBoolean() ? 0.3 : 0;
    double park = random.nextInt(3) == 0 ? 0.3 : 0;
    hub = new MemorySite("hq", List.of(ITEM), Map.of("item", History::audience));
    hub.refuses = write -> write.origin() != null && random.nextDouble() < park;
    if (random.nextBoolean()) {
      hub.touch = row -> row.with(2, "" + (Integer.parseInt(row.get(2)) + 1) % 3);
      hub.applicationTrigger =
          id -> random.nextDouble() < 0.3 ? new RowId("item", next(id.key())) : null;
    }
    for (int i = 0; i < count; i++) {
      String name = "c" + i;
      MemorySite spoke =
          new MemorySite(name, List.of(THING), Map.of("thing", DestinationRule.EVERYWHERE));
      spokes.add(spoke);
      judges.add(
          new HubApplier(
              name,
              toHub(),
              toSpoke(),
              new Merge(rules(), (t, c, a, b) -> Values.same(t.column(c), a.get(c), b.get(c))),
              hub.destinations,
              () -> "conflict"));
      streams.put("hq→" + name, new ArrayList<>());
      streams.put(name + "→hq", new ArrayList<>());
      PendingRows tail = new TailPendingRows(spoke, "hq");
      rebasers.add(
          new SpokeApplier(
              "hq",
              toSpoke(),
              broken == Breakage.IGNORE_PENDING ? forgetful() : tail,
              number -> number == 0 ? 0 : streams.get(name + "→hq").get((int) number - 1).through(),
              Map.of("thing", THING),
              () -> "drift"));
      races(i, name, spoke);
    }
  }

  private void races(int i, String name, MemorySite spoke) {
    spoke.between =
        (moment, table) -> {
          if (moment.equals("before INSERT") && random.nextDouble() < race) {
            Key key = thingKey("" + random.nextInt(3));
            if (!spoke.rows.containsKey(new RowId("thing", key))) {
              tell(name + " inserts and deletes " + key.get(0) + " while the applier writes");
              spoke.write(THING, key, Row.of(key.get(0), "0", "0", name));
              spoke.write(THING, key, null);
            }
          }
        };
  }

  private String pick(String... names) {
    return names[random.nextInt(names.length)];
  }

  private static Key next(Key key) {
    return Key.of("" + (Integer.parseInt(key.get(0)) + 1) % 3);
  }

  private static Key thingKey(String k) {
    return Key.of("T" + k);
  }

  private static Destinations audience(Table table, Row row) {
    return row == null
        ? Destinations.NONE
        : row.get(3).equals("*") ? Destinations.ALL : Destinations.of(row.get(3));
  }

  private void tell(String what) {
    told.add(what);
  }

  // -- the two schemas

  private static String times(String value, int factor) {
    return value == null ? null : "" + Integer.parseInt(value) * factor;
  }

  static Mapping toSpoke() {
    return mapping(
        THING, row -> Row.of("T" + row.get(0), times(row.get(1), 10), row.get(2), row.get(3)));
  }

  static Mapping toHub() {
    return mapping(
        ITEM,
        row ->
            Row.of(
                row.get(0).substring(1),
                "" + Integer.parseInt(row.get(1)) / 10,
                row.get(2),
                row.get(3)));
  }

  private static Mapping mapping(Table target, java.util.function.UnaryOperator<Row> function) {
    BitSet all = new BitSet();
    all.set(0, target.width());
    return new Mapping() {
      @Override
      public String name() {
        return "test";
      }

      @Override
      public List<RowPart> map(Table source, Row image) {
        return List.of(new RowPart(target, function.apply(image), all, true));
      }
    };
  }

  // -- rules

  private Rules rules() {
    return new Rules() {
      @Override
      public Decision decide(Conflict c) {
        conflicts++;
        boolean absence = c.kind() == Kind.UPDATE_DELETE || c.kind() == Kind.DELETE_UPDATE;
        String by = absence ? gone : rule;
        boolean ours = by.equals("any") ? random.nextBoolean() : !by.equals("spoke");
        return new Decision(ours ? c.ours() : c.theirs(), by, 1, false);
      }

      @Override
      public boolean adds(Table table, int column) {
        return rule.equals("add") && column < 3;
      }

      @Override
      public List<List<Integer>> groups(Table table, List<Integer> columns) {
        return columns.stream().map(List::of).toList();
      }
    };
  }

  private PendingRows forgetful() {
    return new PendingRows() {
      @Override
      public void catchUp(long position, long acknowledged) {}

      @Override
      public long lastChange(RowId row) {
        return 0;
      }
    };
  }

  // -- people

  private Row edited(Row row, String key, String owner, boolean spoke) {
    if (row == null) {
      return Row.of(key, value(spoke), "" + random.nextInt(3), owner);
    }
    if (random.nextDouble() < 0.2) {
      return null;
    }
    int column = random.nextDouble() < 0.25 ? 3 : 1 + random.nextInt(2);
    return row.with(
        column, column == 3 ? owner : column == 1 ? value(spoke) : "" + random.nextInt(3));
  }

  private String value(boolean spoke) {
    return "" + random.nextInt(3) * (spoke ? 10 : 1);
  }

  private String anyone() {
    int n = random.nextInt(spokes.size() + 1);
    return n == spokes.size() ? "*" : "c" + n;
  }

  private void editHub() {
    String k = "" + random.nextInt(3);
    Row row = edited(hub.rows.get(new RowId("item", Key.of(k))), k, anyone(), false);
    tell("hq writes " + k + " " + show(row));
    hub.write(ITEM, Key.of(k), row);
  }

  private void editSpoke(int i) {
    MemorySite spoke = spokes.get(i);
    Key key = thingKey("" + random.nextInt(3));
    String owner = random.nextDouble() < 0.7 ? spoke.id : anyone();
    Row row = edited(spoke.rows.get(new RowId("thing", key)), key.get(0), owner, true);
    tell(spoke.id + " writes " + key.get(0) + " " + show(row));
    spoke.write(THING, key, row);
  }

  private static String show(Row row) {
    return row == null ? "absent" : String.join(",", row.toArray());
  }

  // -- messages

  /** Builds what the log has beyond the last changeset. */
  private void build(MemorySite from, String to) {
    from.capture();
    List<Sent> sent = streams.get(from.id + "→" + to);
    long after = sent.isEmpty() ? 0 : sent.get(sent.size() - 1).through();
    List<Item> items = new ArrayList<>();
    long through = after;
    for (LogEntry entry : from.log.subList((int) after, from.log.size())) {
      Item view = broken.view(entry, to);
      through = entry.position();
      if (view != null) {
        items.add(view);
      }
      if (entry.lastOfTransaction() && !items.isEmpty() && random.nextInt(3) == 0) {
        break;
      }
    }
    if (!items.isEmpty()) {
      sent.add(new Sent(sent.size() + 1, through, broken.reorder(items)));
    }
  }

  private interface Apply {
    void to(ApplyTransaction tx, Header header, String hash, List<Item> items);
  }

  /** Delivers some changeset of the stream: the next one, an old one again, or one too early. */
  private void deliver(String stream, MemorySite at, String source, Apply apply, boolean sure) {
    List<Sent> sent = streams.get(stream);
    long applied =
        at.streams.containsKey(source) ? at.streams.get(source).number() : 0;
    int number = sure ? (int) applied + 1 : 1 + random.nextInt(sent.size() + 1);
    if (number > sent.size()) {
      return;
    }
    Sent changeset = sent.get(number - 1);
    String previous = number == 1 ? Header.NO_HASH : "#" + (number - 1);
    Header header = new Header(source, at.id, 1, number, previous, 0, "s", "v");
    int before = at.rows.hashCode();
    try (ApplyTransaction tx = at.begin()) {
      boolean interrupted = !sure && random.nextInt(10) == 0;
      apply.to(interrupted ? new Interrupted(tx) : tx, header, "#" + number, changeset.items());
      tell(stream + " #" + number + " applied");
      if (number != applied + 1) {
        throw new AssertionError("applied out of step: " + stream + " #" + number);
      }
    } catch (Interrupted.Now crash) {
      tell(stream + " #" + number + " interrupted before its commit");
    } catch (IllegalStateException outOfStep) {
      if (number == applied + 1) {
        throw outOfStep;
      }
      if (before != at.rows.hashCode()) {
        throw new AssertionError("a refused changeset left something behind");
      }
    }
  }

  private void toHub(int i, boolean sure) {
    MemorySite spoke = spokes.get(i);
    build(spoke, "hq");
    hub.between =
        (moment, table) -> {
          if (!sure && moment.equals("before append") && random.nextDouble() < race) {
            String k = "" + random.nextInt(3);
            if (!hub.rows.containsKey(new RowId("item", Key.of(k)))) {
              tell("hq inserts " + k + " while the judgement of its absence is written");
              hub.write(ITEM, Key.of(k), Row.of(k, "1", "1", "*"));
            }
          }
        };
    deliver(
        spoke.id + "→hq",
        hub,
        spoke.id,
        (tx, header, hash, items) -> judges.get(i).apply(tx, header, hash, items.iterator()),
        sure);
    hub.between = (moment, table) -> {};
  }

  private void toSpoke(int i, boolean sure) {
    MemorySite spoke = spokes.get(i);
    build(hub, spoke.id);
    deliver(
        "hq→" + spoke.id,
        spoke,
        "hq",
        (tx, header, hash, items) ->
            drift += rebasers.get(i).apply(tx, header, hash, items.iterator()).drift(),
        sure);
  }

  private void settleOne() {
    List<Wait> parked = hub.waits.stream().filter(w -> w.kind() == Wait.Kind.PARKED).toList();
    if (parked.isEmpty()) {
      return;
    }
    Wait wait = parked.get(random.nextInt(parked.size()));
    boolean accept = random.nextBoolean();
    tell("hq settles " + wait.key().get(0) + " of " + wait.stream() + ": " + accept);
    int i = Integer.parseInt(wait.stream().substring(1));
    try (ApplyTransaction tx = hub.begin()) {
      judges.get(i).settle(tx, new RowId(wait.table(), wait.key()), accept, "person");
    }
  }

  // -- the whole

  void run(int steps) {
    for (int step = 0; step < steps; step++) {
      double what = random.nextDouble();
      int i = random.nextInt(spokes.size());
      if (what < 0.25) {
        editHub();
      } else if (what < 0.5) {
        editSpoke(i);
      } else if (what < 0.55) {
        settleOne();
      } else if (what < 0.78) {
        toHub(i, false);
      } else {
        toSpoke(i, false);
      }
    }
    heal();
  }

  private void heal() {
    hub.refuses = write -> false;
    hub.applicationTrigger = id -> null;
    for (MemorySite spoke : spokes) {
      spoke.between = (moment, table) -> {};
    }
    for (int round = 0; round < 400; round++) {
      int before = traffic();
      for (int i = 0; i < spokes.size(); i++) {
        toHub(i, true);
        while (hub.waits.stream().anyMatch(w -> w.kind() == Wait.Kind.PARKED)) {
          settleOne();
        }
        toSpoke(i, true);
      }
      if (before == traffic()) {
        return;
      }
    }
    throw new AssertionError("the sites never fall silent");
  }

  private int traffic() {
    return streams.values().stream().mapToInt(List::size).sum()
        + hub.streams.values().stream().mapToInt(s -> (int) s.number()).sum()
        + spokes.stream()
            .flatMap(s -> s.streams.values().stream())
            .mapToInt(s -> (int) s.number())
            .sum();
  }

  /** What differs, empty when in step. */
  List<String> differences() {
    List<String> all = new ArrayList<>();
    for (MemorySite spoke : spokes) {
      Map<String, String> want = new TreeMap<>();
      hub.rows.values().stream()
          .filter(row -> audience(ITEM, row).includes(spoke.id))
          .map(row -> toSpoke().map(ITEM, row).get(0).row())
          .forEach(row -> want.put(row.get(0), show(row)));
      Map<String, String> have = new TreeMap<>();
      spoke.rows.values().forEach(row -> have.put(row.get(0), show(row)));
      if (!want.equals(have)) {
        all.add(spoke.id + " has " + have + ", the hub shows it " + want);
      }
    }
    if (drift > 0) {
      all.add(drift + " rows drifted");
    }
    if (spokes.stream().anyMatch(s -> !s.waits.isEmpty()) || !hub.waits.isEmpty()) {
      all.add("something still waits");
    }
    echo().forEach(all::add);
    return all;
  }

  /** No site is sent what it sent: every entry with an origin is left out of that site's stream. */
  private List<String> echo() {
    return hub.log.stream()
        .filter(e -> e.origin() != null && e.viewFor(e.origin()) != null)
        .map(e -> "echo to " + e.origin())
        .toList();
  }

  static List<Integer> sizes() {
    return IntStream.of(6, 12, 30, 80).boxed().toList();
  }
}
