package io.bactrian.site;

import io.bactrian.apply.ConflictCounts;
import io.bactrian.apply.Failure;
import io.bactrian.apply.LoadProgress;
import io.bactrian.apply.LoadStarts;
import io.bactrian.apply.PartnerState;
import io.bactrian.apply.RowComparison;
import io.bactrian.apply.StreamState;
import io.bactrian.apply.Wait;
import io.bactrian.changeset.Item.Request.What;
import io.bactrian.changeset.Unsent;
import io.bactrian.config.SiteConfiguration;
import io.bactrian.config.SiteConfiguration.Partner;
import io.bactrian.config.Start;
import io.bactrian.database.WaitingAmounts;
import io.bactrian.exchange.ChangesetStore;
import io.bactrian.exchange.Manifest;
import io.bactrian.exchange.SetAside;
import io.bactrian.exchange.Streams;
import io.bactrian.exchange.UnsentThere;
import io.bactrian.monitor.Hold;
import io.bactrian.monitor.SiteStatus;
import io.bactrian.monitor.StreamStatus;
import io.bactrian.monitor.Usage;
import io.bactrian.monitor.WaitingRows;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Reads the status of a site from its two stores. Thread-safe. */
final class SiteStatusReader {
  private static final int MOST_GROUPS = 1000;
  private static final String ONLY_THERE =
      "not here, or not shown to it, when its rows were last compared; `bactrian load` with"
          + " --spoke-first offers them, with --mirror removes them";
  private final SiteConfiguration configuration;
  private final SiteStores stores;
  private final Streams streams;
  private final Clock clock;
  private final RunningState running;

  SiteStatusReader(
      SiteConfiguration configuration,
      SiteStores stores,
      Streams streams,
      Clock clock,
      RunningState running) {
    this.configuration = configuration;
    this.stores = stores;
    this.streams = streams;
    this.clock = clock;
    this.running = running;
  }

  SiteStatus read() {
    long position = stores.changelog().head().position();
    LogHolders.Now log = new LogHolders(configuration.isHub(), stores, clock).now();
    Map<String, Instant> suspended = stores.suspended().all();
    return new SiteStatus(
        configuration.site().id(),
        configuration.site().role().name().toLowerCase(Locale.ROOT),
        configuration.site().system(),
        position,
        !stores.outbox().isEmpty(),
        stores.conflicts().openCount(),
        configuration.partners().stream()
            .map(partner -> stream(partner, position, log, suspended))
            .toList(),
        running.outages(),
        running.faults());
  }

  private StreamStatus stream(
      Partner partner, long position, LogHolders.Now log, Map<String, Instant> suspended) {
    String id = partner.id();
    Optional<Manifest> last = stores.changesets().lastSent(id);
    List<Manifest> unacknowledged = stores.changesets().unacknowledged(id);
    StreamState state = stores.streams().state(id);
    PartnerState with = stores.streams().partner(id);
    Map<Wait.Kind, WaitingAmounts.Amount> waits = stores.streams().amounts(id);
    ChangesetStore.Kept kept = stores.changesets().kept(id);
    long sent = last.map(Manifest::number).orElse(0L);
    return new StreamStatus(
        id,
        sent,
        unacknowledged.isEmpty() ? sent : unacknowledged.get(0).number() - 1,
        unacknowledged.stream().mapToLong(Manifest::changes).sum(),
        configuration.isHub() && last.isEmpty() && partner.start() != Start.LOG
            ? 0 // nothing is kept for it before its first contact
            : position - last.map(Manifest::through).orElse(0L),
        log.of(streams.outgoing(id)),
        state.number(),
        limits(kept, waits, with.records()),
        kept.numbers().size(),
        count(waits, Wait.Kind.PARKED),
        count(waits, Wait.Kind.AWAITED),
        count(waits, Wait.Kind.DEFERRED),
        count(waits, Wait.Kind.HELD_THERE),
        waiting(groups(id, waits), with.comparison()),
        running.altered().getOrDefault(id, List.of()),
        hold(id, state),
        repair(with, partner.start(), suspended.get(id)),
        streams.lastExchange(id),
        running.silent().get(id),
        running.schemas().getOrDefault(id, 0),
        new Folders(configuration).count(partner),
        running.slowest().getOrDefault(id, List.of()));
  }

  /** Also the rows that only a spoke has, which nobody decides about. */
  private List<WaitingRows> waiting(List<WaitingRows> groups, RowComparison comparison) {
    if (comparison == null || !comparison.isComplete()) {
      return groups;
    }
    List<WaitingRows> all = new ArrayList<>(groups);
    new TreeMap<>(comparison.tables())
        .forEach(
            (table, counts) -> {
              if (counts.onlyThere() > 0) {
                int rows = (int) Math.min(Integer.MAX_VALUE, counts.onlyThere());
                all.add(new WaitingRows("only there", table, ONLY_THERE, rows));
              }
            });
    return all;
  }

  private List<WaitingRows> groups(String partner, Map<Wait.Kind, WaitingAmounts.Amount> waits) {
    Map<WaitingRows, Integer> changes = new LinkedHashMap<>();
    for (SetAside one : stores.changesets().setAside().of(partner)) {
      if (one.released() == 0) {
        String reason = "larger than %s takes (changeset.max-value there)".formatted(partner);
        changes.merge(new WaitingRows("set aside", one.row().table(), reason, 0), 1, Integer::sum);
      }
    }
    Unsent there = stores.changesets().setAside().unsentThere(partner);
    UnsentThere words = new UnsentThere(partner, there);
    if (there.rows() > 0) {
      int rows = (int) Math.min(Integer.MAX_VALUE, there.rows());
      changes.put(new WaitingRows("set aside there", "", words.rows(), 0), rows);
    }
    if (there.size() > 0) {
      changes.put(new WaitingRows("too large there", "", words.transaction(), 0), 1);
    }
    List<WaitingAmounts.Group> stored =
        waits.isEmpty() ? List.of() : stores.streams().groups(partner, MOST_GROUPS);
    for (WaitingAmounts.Group group : stored) {
      String state = group.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ');
      String reason = Failure.plain(group.reason());
      changes.merge(
          new WaitingRows(state, group.table(), reason, 0), group.changes(), Integer::sum);
    }
    return changes.entrySet().stream()
        .map(group -> group.getKey().with(group.getValue()))
        .sorted(Comparator.comparingInt(WaitingRows::changes).reversed())
        .toList();
  }

  /** At a spoke, only the hub's early changesets are limited. */
  private List<Usage> limits(
      ChangesetStore.Kept kept,
      Map<Wait.Kind, WaitingAmounts.Amount> waits,
      ConflictCounts records) {
    SiteConfiguration.Limits most = configuration.limits();
    List<Usage> limits = new ArrayList<>();
    limits.add(new Usage("limit.early-changesets", kept.numbers().size(), most.earlyChangesets()));
    limits.add(new Usage("limit.early-size", kept.size(), most.earlySize()));
    if (configuration.isHub()) {
      WaitingAmounts.Amount parked =
          waits.getOrDefault(Wait.Kind.PARKED, new WaitingAmounts.Amount(0, 0));
      limits.add(new Usage("limit.parked-changes", parked.changes(), most.parkedChanges()));
      limits.add(new Usage("limit.parked-size", parked.size(), most.parkedSize()));
      limits.add(new Usage("limit.conflicts", records.records(), most.conflicts()));
      limits.add(new Usage("limit.conflict-size", records.size(), most.conflictSize()));
      limits.add(new Usage("limit.open-conflicts", records.open(), most.openConflicts()));
    }
    return limits;
  }

  /** Null when nothing is being repaired. */
  private String repair(PartnerState with, Start start, Instant suspended) {
    String partner = with.partner();
    if (suspended != null) {
      return "is suspended since %s: nothing is exchanged with it; `bactrian partner resume %s` goes on"
          .formatted(suspended.truncatedTo(ChronoUnit.SECONDS), partner);
    }
    if (stores.changesets().abandoned(partner)) {
      return "abandoned: nothing is kept for it; `bactrian load %s` takes it back"
          .formatted(partner);
    }
    if (with.request() != null) {
      return "was asked for rows when this site was recovered or before a load, and has not sent"
          + " all yet";
    }
    if (with.load() != null) {
      return load(with.load(), with.begun());
    }
    return start == Start.EQUAL && with.comparison() != null ? declared(with) : null;
  }

  /** What the comparison found of a spoke that was said to have the same rows. */
  private static String declared(PartnerState with) {
    RowComparison found = with.comparison();
    if (!found.isComplete()) {
      return "is being compared, %,d of its rows so far, of about %,d"
          .formatted(found.arrived(), found.expected());
    }
    if (found.isEqual()) {
      return null;
    }
    String tables =
        new TreeMap<>(found.tables())
            .entrySet().stream()
                .filter(table -> !table.getValue().isEqual())
                .map(table -> differs(table.getKey(), table.getValue()))
                .collect(Collectors.joining("; "));
    String rows = found.named().isEmpty() ? "" : ": " + String.join(", ", found.named());
    return "was set to start = equal and differs when last compared: %s%s. `bactrian load %s` brings it in step"
        .formatted(tables, rows, with.partner());
  }

  private static String differs(String table, RowComparison.Counts counts) {
    return "%s, %,d missing there, %,d different, %,d only there"
        .formatted(table, counts.lacking(), counts.different(), counts.onlyThere());
  }

  private String load(LoadProgress now, LoadStarts begun) {
    Optional<Instant> next = begun.next(configuration.limits().loads(), clock.instant());
    if (!now.granted() && next.isPresent()) {
      return "asked for all rows again, after %d loads within a day: they are sent from %s on, or at once with `bactrian load %s`"
          .formatted(configuration.limits().loads(), next.get(), now.partner());
    }
    if (now.what() == What.COMPARE) {
      return "is being compared, %,d rows counted so far".formatted(now.rows());
    }
    return now.scope().isWhole()
        ? "is being sent all rows, %s".formatted(soFar(now))
        : "is being sent the rows of %s, %s"
            .formatted(String.join(", ", now.scope().tables()), soFar(now));
  }

  private static String soFar(LoadProgress now) {
    String rows = "%,d so far".formatted(now.rows());
    return now.table() == null || now.table().isEmpty() || now.expected() == 0
        ? rows
        : "%s, of about %,d, at table %s".formatted(rows, now.expected(), now.table());
  }

  /** Null also when the changeset on hold has been applied since. */
  private Hold hold(String partner, StreamState state) {
    Hold hold = running.holds().get(partner);
    return hold != null && hold.number() > state.number() ? hold : null;
  }

  private static int count(Map<Wait.Kind, WaitingAmounts.Amount> waits, Wait.Kind kind) {
    return waits.containsKey(kind) ? waits.get(kind).changes() : 0;
  }
}
