package io.bactrian.convergence;

import io.bactrian.apply.OutboxRecord.ConflictRecord;
import io.bactrian.changeset.Header;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import io.bactrian.convergence.MemoryLog.Out;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Records, outside of all processes, what every site has committed, and checks what arrives: each
 * transaction once, complete, in a possible commit order, and nothing that is not for the receiver.
 */
final class Ledger {
  /** One transaction of a site. */
  record Committed(int order, List<Out> outs, RowsBefore rows) {
    Map<RowId, Row> before() {
      return rows.at(0);
    }

    Map<RowId, Row> after() {
      return rows.at(outs.size());
    }
  }

  private final Map<String, MemorySite> sites;
  private final Map<String, Map<String, Committed>> committed = new HashMap<>();
  private final Map<String, Set<String>> arrived = new HashMap<>();
  private final Map<String, Integer> lastOfRow = new HashMap<>();
  private final Map<String, String> hashes = new HashMap<>();
  private final Set<String> forgiven = new HashSet<>();
  private final Set<String> restored = new HashSet<>();
  private int commits;

  /**
   * Whether rows may be too large: then a transaction arrives without them, and they in another.
   */
  boolean setsAside;

  private boolean counts = true;
  private long recoveries = 1_000;

  Ledger(Map<String, MemorySite> sites) {
    this.sites = sites;
  }

  /** What the hub drops for a spoke on purpose need not arrive, and may come as a load. */
  void abandoned(String spoke) {
    forgiven.add("hq→" + spoke);
  }

  /**
   * A site has gone back in time: what it and its partners say of each other may contradict all
   * that was said before. That they are in step in the end still holds.
   */
  void restored(String site) {
    restored.add(site);
    for (String other : sites.keySet()) {
      if (site.equals("hq") || other.equals("hq")) {
        forgiven.add(site + "→" + other);
        forgiven.add(other + "→" + site);
      }
    }
  }

  /** Another one each time, as minutes are. */
  long recoveries() {
    return recoveries += 10;
  }

  boolean wasRestored(String site) {
    return restored.contains(site);
  }

  boolean forgiven(String from, String to) {
    return forgiven.contains(from + "→" + to);
  }

  /** These never were: nothing has them any more. */
  void lost(String site, Set<String> transactions) {
    of(site).keySet().removeAll(transactions);
  }

  /** From here on nobody can tell how often something counted. */
  void countNoMore() {
    counts = false;
  }

  /** Whether every number must add up. */
  boolean counts() {
    return counts;
  }

  Map<String, Committed> of(String site) {
    return committed.computeIfAbsent(site, id -> new LinkedHashMap<>());
  }

  /** To be called before anything of it is captured. */
  void committed(MemorySite site, String transaction) {
    List<Out> outs =
        site.outbox.stream().filter(out -> out.transaction().equals(transaction)).toList();
    of(site.id).put(transaction, new Committed(++commits, outs, new RowsBefore(site, outs)));
  }

  /** What of a transaction is for the site. */
  private List<Item.Change> changesFor(String from, String to, Committed transaction) {
    Side side = sites.get(from).side;
    List<Item.Change> changes = new ArrayList<>();
    Set<RowId> changed = new HashSet<>();
    for (Out out : transaction.outs()) {
      if (out.change() != null) {
        Table table = out.change().table();
        boolean again = out.change().rowIds().stream().anyMatch(changed::contains);
        changed.addAll(out.change().rowIds());
        Map<RowId, Row> then = again ? transaction.after() : transaction.before();
        Row before = seen(to, side, table, out.change().before(), then);
        Row after = seen(to, side, table, out.change().after(), transaction.after());
        if (!to.equals(out.origin()) && (before != null || after != null)) {
          changes.add(new Item.Change(table, before, after));
        }
      }
    }
    return changes;
  }

  private static Row seen(String site, Side side, Table table, Row row, Map<RowId, Row> then) {
    return side.sees(site, table, row, then) ? row : null;
  }

  /** The rows that it did not change, and that are the site's after it and not before, or both. */
  private List<Item.Change> moved(String from, String to, Committed transaction) {
    Side side = sites.get(from).side;
    List<Item.Change> moved = new ArrayList<>();
    if (side.placesRows()) {
      transaction
          .after()
          .forEach(
              (id, row) -> {
                Table table = side.table(id.table());
                Row before = seen(to, side, table, row, transaction.before());
                Row after = seen(to, side, table, row, transaction.after());
                if (!transaction.rows().changed(id, 0, transaction.outs().size())
                    && before != after) {
                  moved.add(new Item.Change(table, before, after));
                }
              });
    }
    return moved;
  }

  private static Set<String> texts(List<Item.Change> changes) {
    return changes.stream()
        .map(c -> c.table() + " " + text(c.before()) + "→" + text(c.after()))
        .collect(Collectors.toSet());
  }

  private static String text(Row row) {
    return row == null ? "absent" : row.text();
  }

  /** A number of a stream has this content, for ever. */
  void sent(String from, String to, long number, String hash) {
    String before = hashes.put(from + "→" + to + " #" + number, hash);
    require(
        before == null || before.equals(hash), "number used twice: %s→%s #%d", from, to, number);
    require(
        number == Header.first(Header.incarnation(number))
            || hashes.containsKey(from + "→" + to + " #" + (number - 1)),
        "a hole before %s→%s #%d",
        from,
        to,
        number);
  }

  /** A changeset was applied; the items are all that it held. */
  void applied(Header header, String hash, List<Item> items) {
    String stream = header.source() + "→" + header.destination();
    require(
        hash.equals(hashes.get(stream + " #" + header.number())),
        "applied what nobody sent: %s",
        header.name());
    read(header, items);
  }

  /** What a changeset holds is what was for its receiver, who may do with it as it likes. */
  void read(Header header, List<Item> items) {
    List<Item> transaction = new ArrayList<>();
    for (Item item : items) {
      if (item instanceof Item.End) {
        arrived(header, transaction);
        transaction.clear();
      } else {
        transaction.add(item);
      }
    }
    require(transaction.isEmpty(), "a transaction without its end in %s", header.name());
  }

  private void arrived(Header header, List<Item> items) {
    String from = header.source();
    String to = header.destination();
    String name = ((Item.Begin) items.get(0)).transaction();
    Committed source = of(from).get(name);
    require(source != null, "%s holds a transaction that was never committed", header.name());
    List<Item.Change> changes = new ArrayList<>();
    for (Item item : items) {
      if (item instanceof Item.Change change) {
        changes.add(change);
      } else if (item instanceof Item.Verdict verdict) {
        verdict.rows().forEach(image -> addressed(header, image.table(), image.row(), source));
      } else if (item instanceof Item.Present present) {
        addressed(header, present.table(), present.row(), source);
      }
    }
    if (setsAside) {
      changes.stream()
          .filter(change -> change.after() != null)
          .forEach(change -> addressed(header, change.table(), change.after(), source));
      inOrder(from + "→" + to, source, changes);
      return;
    }
    List<Item.Change> expected = changesFor(from, to, source);
    List<Item.Change> moved = moved(from, to, source);
    if (changes.isEmpty() && expected.isEmpty() && moved.isEmpty()) {
      return;
    }
    int own = Math.min(expected.size(), changes.size());
    require(
        same(changes.subList(0, own), expected)
            && changes.size() == own + moved.size()
            && texts(changes.subList(own, changes.size())).equals(texts(moved)),
        "%s holds not what is its receiver's of transaction %s: %s instead of %s and %s",
        header.name(),
        name,
        texts(changes),
        texts(expected),
        texts(moved));
    require(
        arrived.computeIfAbsent(from + "→" + to, s -> new HashSet<>()).add(name),
        "transaction %s of %s arrived twice",
        name,
        from);
    inOrder(from + "→" + to, source, changes);
  }

  private void addressed(Header header, Table table, Row row, Committed source) {
    Side side = sites.get(header.source()).side;
    require(
        side.sees(header.destination(), table, row, source.after()),
        "%s shows %s %s, which is not for its receiver",
        header.name(),
        table,
        row.text());
  }

  private static boolean same(List<Item.Change> a, List<Item.Change> b) {
    boolean same = a.size() == b.size();
    for (int i = 0; same && i < a.size(); i++) {
      same =
          a.get(i).table().name().equals(b.get(i).table().name())
              && Objects.equals(a.get(i).before(), b.get(i).before())
              && Objects.equals(a.get(i).after(), b.get(i).after());
    }
    return same;
  }

  private void inOrder(String stream, Committed source, List<Item.Change> changes) {
    for (Item.Change change : changes) {
      // of a table; where rows are set aside and go later, of a row
      String row = stream + " " + change.table().name();
      row += setsAside ? " " + change.key().text() : "";
      Integer before = lastOfRow.put(row, source.order());
      require(before == null || before <= source.order(), "%s: out of commit order", row);
    }
  }

  /** In the end: what has not arrived. */
  List<String> missing(String from, String to) {
    if (forgiven(from, to) || setsAside) {
      return List.of();
    }
    Set<String> here = arrived.getOrDefault(from + "→" + to, Set.of());
    List<String> missing = new ArrayList<>();
    of(from)
        .forEach(
            (name, transaction) -> {
              if (!here.contains(name)
                  && !(changesFor(from, to, transaction).isEmpty()
                      && moved(from, to, transaction).isEmpty())) {
                missing.add("transaction " + name + " of " + from + " never came to " + to);
              }
            });
    return missing;
  }

  /** In the end: conflicts that were decided and are not kept. */
  List<String> unrecorded(String site, MemoryStore store) {
    List<String> lost = new ArrayList<>();
    if (restored.contains(site)) {
      return lost;
    }
    for (Committed transaction : of(site).values()) {
      for (Out out : transaction.outs()) {
        if (out.record() instanceof ConflictRecord record
            && !record.equals(store.conflicts.get(record.id()))) {
          lost.add("conflict " + record.id() + " of " + site + " is not kept");
        }
      }
    }
    return lost;
  }

  static void require(boolean holds, String message, Object... of) {
    if (!holds) {
      throw new AssertionError(message.formatted(of));
    }
  }
}
