package io.bactrian.load;

import io.bactrian.apply.ApplyTransaction;
import io.bactrian.apply.LoadProgress;
import io.bactrian.apply.OutboxRecord;
import io.bactrian.apply.PendingRequest;
import io.bactrian.apply.RestartNotice;
import io.bactrian.apply.StreamState;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.Item.Request.What;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import io.bactrian.destination.DestinationRule;
import io.bactrian.exchange.Outgoing;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongBinaryOperator;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a partner all rows that it may see, a page a transaction: a page is locked against writers,
 * read, and put into the outbox, so that locks order it among their changes and it has its place in
 * the log. How far it is stands in the same transaction; after a crash it goes on from there.
 * Thread-safe: the lock on the partner's stream lets one work at a time, in whatever process.
 */
public final class Loader {
  private static final Logger LOG = LoggerFactory.getLogger(Loader.class);
  private static final int PAGE = 1_000;

  /** Stands for the table after the last; no table has it as its name. */
  private static final String END = "";

  private final Source source;
  private final String partner;
  private final Supplier<ApplyTransaction> transactions;
  private final Outgoing outgoing;
  private final LongBinaryOperator restartAfter;
  private final Allowance allowance;

  /** When a load that the partner asked for begins, as last told; only saves telling it again. */
  private volatile Instant later;

  /**
   * @param transactions opens one on the site's database
   * @param outgoing the stream to the partner
   * @param restartAfter position of our log after which the stream restarts, from our last
   *     changeset that the partner has applied and the position through which it marked ours
   * @param allowance how often the partner may ask
   */
  public Loader(
      Source source,
      String partner,
      Supplier<ApplyTransaction> transactions,
      Outgoing outgoing,
      LongBinaryOperator restartAfter,
      Allowance allowance) {
    this.source = source;
    this.partner = partner;
    this.transactions = transactions;
    this.outgoing = outgoing;
    this.restartAfter = restartAfter;
    this.allowance = allowance;
  }

  /**
   * What there is to tell.
   *
   * @param tables parents before their children
   * @param destinations by table; one without a rule is seen by nobody
   */
  public record Source(List<Table> tables, Map<String, DestinationRule> destinations) {
    public Source {
      tables = List.copyOf(tables);
      destinations = Map.copyOf(destinations);
    }
  }

  /**
   * How many loads a partner gets within a day without a person's consent.
   *
   * @param clock for that alone
   */
  public record Allowance(int most, InstantSource clock) {}

  /** Where the load with this partner is; empty when there is none. */
  public Optional<LoadProgress> underWay() {
    try (ApplyTransaction tx = transactions.get()) {
      return LoadProgress.of(tx, partner);
    }
  }

  /**
   * Asks for a load to begin, as a person does: one that the partner asked for too often begins by
   * that, too; one under way goes on, and then there is another.
   */
  public void ask(What what, boolean restart) {
    try (ApplyTransaction tx = transactions.get()) {
      StreamState state = tx.lockStream(partner);
      LoadProgress.ask(tx, LoadProgress.begin(partner, what, restart, state.acknowledgedNumber()));
      tx.commit();
    }
  }

  /** Gives up the load under way, if any; rows that were told so far go out. */
  public void cancel() {
    try (ApplyTransaction tx = transactions.get()) {
      tx.lockStream(partner);
      LoadProgress.end(tx, partner);
      tx.commit();
    }
  }

  /**
   * Asks for the stream to restart once more when a spoke that was asked for its rows has itself
   * gone back in time: what was said to it since this site was recovered may be lost there.
   */
  public void beginAgain() {
    if (outgoing.problem().isPresent()) {
      try (ApplyTransaction tx = transactions.get()) {
        StreamState state = tx.lockStream(partner);
        boolean begins = LoadProgress.of(tx, partner).filter(LoadProgress::restart).isPresent();
        if (state.awaitsRestart() && !begins) {
          long known = state.acknowledgedNumber();
          LoadProgress.ask(
              tx, LoadProgress.begin(partner, What.LOAD, true, known).requestedByPartner());
          tx.commit();
        }
      }
    }
  }

  /** Restarts the stream if that was asked for, and not too often; the rows come later. */
  public void beginRequested() {
    boolean more = true;
    while (more && underWay().filter(LoadProgress::restart).isPresent()) {
      more = step();
    }
  }

  /**
   * Does one page, or one step of beginning the stream again.
   *
   * @return false when nothing is left to do for now
   */
  public boolean step() {
    try (ApplyTransaction tx = transactions.get()) {
      StreamState state = tx.lockStream(partner);
      Optional<LoadProgress> loading = LoadProgress.of(tx, partner);
      if (loading.isEmpty()) {
        return false;
      }
      LoadProgress now = loading.get();
      if (!now.granted()) {
        return begins(tx, now);
      }
      if (now.restart() && now.incarnation() == 0) {
        long position = restartAfter.applyAsLong(now.number(), state.acknowledgedPosition());
        outgoing.keepBeyond(position);
        now.decided(outgoing.incarnation() + 1, position).save(tx);
      } else if (now.restart()) {
        if (outgoing.incarnation() < now.incarnation()) {
          long least = restartAfter.applyAsLong(0, 0); // the decision may come from a backup
          outgoing.restart(now.incarnation(), Math.max(least, now.position()));
        }
        now.begun().save(tx);
        if (toSpoke(now)) {
          RestartNotice.say(tx, partner); // what a spoke has not said comes again, a hub drops it
        }
      } else if (toSpoke(now) && PendingRequest.waits(tx, partner)) {
        return false; // rows come after the spoke's own
      } else {
        page(tx, now, state);
      }
      tx.commit();
      return true;
    }
  }

  /** Whether a load begins that the partner asked for by itself. */
  private boolean begins(ApplyTransaction tx, LoadProgress now) {
    Optional<Instant> next = now.grant(tx, allowance.most(), allowance.clock().instant());
    tx.commit();
    if (next.isPresent() && !next.get().equals(later)) {
      LOG.warn(
          "{} asks for all rows again, after {} loads within a day (limit.loads). That is kept, and begins at {}, or at once with `bactrian load {}`. See why it asks so often.",
          partner,
          allowance.most(),
          next.get(),
          partner);
    }
    later = next.orElse(null);
    return next.isEmpty();
  }

  private static boolean toSpoke(LoadProgress now) {
    return now.what() == What.LOAD;
  }

  private void page(ApplyTransaction tx, LoadProgress now, StreamState state) {
    int at = now.table() == null ? 0 : place(now.table());
    if (at == source.tables().size()) {
      end(tx, now, state);
      return;
    }
    Table table = source.tables().get(at);
    DestinationRule rule = source.destinations().get(table.name());
    List<Row> rows = rule == null ? List.of() : tx.page(table, now.after(), PAGE);
    List<OutboxRecord> told = new ArrayList<>();
    for (Row row : rows) {
      if (rule.of(table, row).includes(partner)) {
        told.add(
            new OutboxRecord.PresentFor(
                partner, new Item.Present(table, row, now.what() == What.OFFER)));
      }
    }
    tx.append(told);
    if (!rows.isEmpty()) {
      Row last = rows.get(rows.size() - 1);
      now.told(table.name(), table.keyOf(last), told.size()).save(tx);
    } else {
      boolean more = at + 1 < source.tables().size();
      String next = more ? source.tables().get(at + 1).name() : END;
      now.told(next, null, told.size()).save(tx);
    }
  }

  private int place(String table) {
    for (int i = 0; i < source.tables().size(); i++) {
      if (source.tables().get(i).name().equals(table)) {
        return i;
      }
    }
    return source.tables().size();
  }

  private void end(ApplyTransaction tx, LoadProgress now, StreamState state) {
    What next =
        switch (now.what()) {
          case LOAD -> What.CHECK;
          case OFFER -> What.LOAD;
          case CHECK -> null;
        };
    if (next != null) {
      Item.Request request = new Item.Request(next, false, state.number());
      tx.append(List.of(new OutboxRecord.RequestFor(partner, request)));
    }
    LoadProgress.end(tx, partner);
    now.next(!toSpoke(now)).ifPresent(again -> again.save(tx));
    LOG.info("Load of {}: {} rows told.", partner, now.rows());
  }
}
