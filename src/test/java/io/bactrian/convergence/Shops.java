package io.bactrian.convergence;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.bactrian.apply.ApplyTransaction;
import io.bactrian.apply.Bounds;
import io.bactrian.apply.HubApplier;
import io.bactrian.apply.OutboxRecord.ConflictRecord;
import io.bactrian.apply.Resolution;
import io.bactrian.apply.Reversal;
import io.bactrian.apply.RoundTripEquality;
import io.bactrian.apply.SpokeApplier;
import io.bactrian.apply.StreamState;
import io.bactrian.changelog.TailPendingRows;
import io.bactrian.changeset.Column;
import io.bactrian.changeset.Header;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.LogicalType;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Schema;
import io.bactrian.changeset.Schema.ForeignKey;
import io.bactrian.changeset.Table;
import io.bactrian.config.Faults;
import io.bactrian.conflict.Merge;
import io.bactrian.conflict.Rules;
import io.bactrian.conflict.RulesFile;
import io.bactrian.expression.SimpleExpressions;
import io.bactrian.transform.Mapping;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * A hub and two shops with the same tables and the real appliers, without chance: what meets, and
 * when, is said. For decisions that are shown row by row.
 */
final class Shops {
  /** At the hub; {@code owner} says which shops see the row. */
  static final Table ITEM = item("owner");

  static final Table LINE =
      new Table(
          "line",
          List.of(
              column("id", LogicalType.TEXT, true),
              column("item", LogicalType.TEXT, false),
              column("quantity", LogicalType.INTEGER, false)));
  private static final Side HUB = side(ITEM);

  /** At shops nothing is hidden from the hub. */
  private static final Side SHOP = side(item("own"));

  private static final Schema SCHEMA =
      new Schema(
          Map.of("item", ITEM, "line", LINE),
          List.of(new ForeignKey("line", List.of("item"), "item", List.of("id"), null)));
  private static final SimpleExpressions SIMPLE = new SimpleExpressions();

  final LoggedSite hub = new LoggedSite("hq", HUB, true);
  final List<LoggedSite> shops =
      List.of(new LoggedSite("c0", SHOP, true), new LoggedSite("c1", SHOP, true));
  private final Streams streams = new Streams(new Steady(), Breakage.NONE);
  private final List<HubApplier> judges = new ArrayList<>();
  private final List<SpokeApplier> rebasers = new ArrayList<>();
  private final Breakage broken;

  /** Takes all there is into each changeset. */
  private static final class Steady extends Random {
    private static final long serialVersionUID = 1;

    @Override
    public int nextInt(int bound) {
      return bound - 1;
    }
  }

  /**
   * @param tables what the rules file says of tables
   * @param hidden columns that do not travel
   */
  Shops(String tables, String... hidden) {
    this(Breakage.NONE, tables, hidden);
  }

  /** With a breakage that is about a changeset which arrives at a shop. */
  Shops(Breakage broken, String tables, String... hidden) {
    this.broken = broken;
    Mapping toHub = new Same(HUB, Set.of(hidden));
    Mapping toShop = new Same(SHOP, Set.of(hidden));
    Merge merge = new Merge(rules(tables), new RoundTripEquality(toShop, toHub));
    for (LoggedSite shop : shops) {
      judges.add(
          new HubApplier(
              shop.id,
              toHub,
              toShop,
              merge,
              HUB.destinations(),
              () -> "conflict",
              Set.of(),
              Bounds.NONE,
              new LoggedForShop(hub.log, shop.id, n -> streams.through("hq", shop.id, n))));
      rebasers.add(
          new SpokeApplier(
              "hq",
              toShop,
              new TailPendingRows(shop.log, "hq"),
              number -> streams.through(shop.id, "hq", number),
              SHOP.byName(),
              () -> "drift"));
    }
  }

  private static Rules rules(String tables) {
    try (FileSystem disk = Jimfs.newFileSystem(Configuration.unix())) {
      Path file = disk.getPath("/rules.yaml");
      Files.writeString(file, "version: 1\ntables:\n" + tables.indent(2));
      Faults faults = new Faults();
      Rules rules = RulesFile.read(file, SCHEMA, SIMPLE, faults);
      faults.throwIfAny();
      return rules;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Table item(String owner) {
    return new Table(
        "item",
        List.of(
            column("id", LogicalType.TEXT, true),
            column("code", LogicalType.TEXT, false),
            column("price", LogicalType.INTEGER, false),
            column("stock", LogicalType.INTEGER, false),
            column("notes", LogicalType.TEXT, false),
            column("changed", LogicalType.DATE, false),
            column(owner, LogicalType.TEXT, false)));
  }

  private static Side side(Table item) {
    return new Side(
        List.of(item, LINE),
        Map.of("line", new Side.Reference(1, "item")),
        Map.of("item", 1),
        "",
        1,
        1);
  }

  private static Column column(String name, LogicalType type, boolean key) {
    return new Column(name, type, "x", 0, -1, !key, key);
  }

  LoggedSite sender() {
    return shops.get(0);
  }

  /** A user's transaction: rows to be written, by table; a row of its key only is deleted. */
  void write(MemorySite site, Object... tablesAndRows) {
    List<MemorySite.Edit> edits = new ArrayList<>();
    for (int i = 0; i < tablesAndRows.length; i += 2) {
      Table table = site.side.table(((Table) tablesAndRows[i]).name());
      String[] values = ((String) tablesAndRows[i + 1]).split(",", -1);
      edits.add(
          new MemorySite.Edit(
              table, Key.of(values[0]), values.length == 1 ? null : Row.of(values)));
    }
    if (!site.user(edits)) {
      throw new IllegalStateException("the database of " + site.id + " does not take it");
    }
  }

  /** Changes columns of a row: {@code price=12,stock=3}. */
  void set(MemorySite site, Table named, String key, String columns) {
    Table table = site.side.table(named.name());
    Row row = site.row(table, Key.of(key));
    for (String one : columns.split(",")) {
      String[] parts = one.split("=", 2);
      row = row.with(table.position(parts[0]), parts[1]);
    }
    write(site, table, String.join(",", row.toArray()));
  }

  /** The sender closes its next changeset; what it writes later is in another one. */
  void pack() {
    streams.build(sender(), "hq");
  }

  /** All that was closed or written at a shop arrives at the hub. */
  void toHub(int shop) {
    LoggedSite from = shops.get(shop);
    HubApplier judge = judges.get(shop);
    deliver(
        from,
        hub,
        (tx, header, sent) ->
            Steps.apply(judge, tx, header, hash(header), sent.items().iterator()));
  }

  /** All that the hub has for a shop arrives there. */
  void toShop(int shop) {
    SpokeApplier rebaser = rebasers.get(shop);
    LoggedSite at = shops.get(shop);
    deliver(
        hub,
        at,
        (tx, header, sent) -> {
          broken.arriving(at, sent.items(), n -> streams.through(at.id, "hq", n));
          Steps.apply(rebaser, tx, header, hash(header), sent.items().iterator());
        });
  }

  private interface Apply {
    void to(ApplyTransaction tx, Header header, Streams.Sent sent);
  }

  private static String hash(Header header) {
    return "#" + header.number();
  }

  private void deliver(LoggedSite from, LoggedSite at, Apply apply) {
    streams.build(from, at.id);
    List<Streams.Sent> sent = streams.of(from.id, at.id);
    for (int next = applied(from, at) + 1; next <= sent.size(); next++) {
      String previous = next == 1 ? Header.NO_HASH : "#" + (next - 1);
      Header header = new Header(from.id, at.id, 1, next, previous, 0, "s", "v");
      try (ApplyTransaction tx = at.begin()) {
        apply.to(tx, header, sent.get(next - 1));
      }
    }
  }

  private static int applied(LoggedSite from, LoggedSite at) {
    StreamState state = at.streams.get(from.id);
    return state == null ? 0 : (int) state.number();
  }

  /** Everything is delivered, and what waits is tried again, until nothing more happens. */
  void settle() {
    for (String before = ""; !before.equals(state()); ) {
      before = state();
      for (int i = 0; i < shops.size(); i++) {
        toHub(i);
        toShop(i);
        try (ApplyTransaction tx = hub.begin()) {
          judges.get(i).retryWaiting(tx);
        }
        try (ApplyTransaction tx = shops.get(i).begin()) {
          rebasers.get(i).retryWaiting(tx);
        }
      }
    }
  }

  private String state() {
    hub.capture();
    return hub.rows + " " + shops.get(0).rows + shops.get(1).rows + hub.log.size();
  }

  List<ConflictRecord> conflicts() {
    hub.capture();
    return hub.log.conflicts;
  }

  /** Somebody at the hub undoes what the rule decided about the only conflict. */
  void undo() {
    ConflictRecord record = conflicts().get(0);
    Table table = record.conflict().table();
    try (ApplyTransaction tx = hub.begin()) {
      Row now = tx.loadAndLock(table, Set.of(record.key())).get(record.key());
      Resolution.write(
          tx, record, Reversal.ofRule(record).plan(now).write().orElseThrow(), "decided");
      tx.commit();
    }
  }

  /** The rows of a table by site, in the order hub, sender, third. */
  Map<String, List<String>> rows(Table table) {
    Map<String, List<String>> all = new LinkedHashMap<>();
    List.of(hub, shops.get(0), shops.get(1))
        .forEach(
            site ->
                all.put(
                    site.id,
                    site.rows.entrySet().stream()
                        .filter(row -> row.getKey().table().equals(table.name()))
                        .map(row -> String.join(",", row.getValue().toArray()))
                        .toList()));
    return all;
  }
}
