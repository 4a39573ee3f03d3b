package io.bactrian.load;

import io.bactrian.apply.ApplyTransaction;
import io.bactrian.apply.LoadProgress;
import io.bactrian.apply.LoadScope;
import io.bactrian.apply.PartnerState;
import io.bactrian.apply.PendingRequest;
import io.bactrian.apply.RestartNotice;
import io.bactrian.apply.RowComparison;
import io.bactrian.apply.StreamState;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.Item.Request.What;
import io.bactrian.changeset.Table;
import io.bactrian.exchange.Outgoing;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.LongBinaryOperator;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a partner all rows that it may see, as snapshot rows, one page per transaction. A page is
 * locked against writers, read, and added to the outbox, so that it gets its place in the log among
 * the writers' changes. The progress is saved in the same transaction; after a crash the load
 * continues from there. Thread-safe: the lock on the partner's stream admits one thread at a time,
 * across processes.
 */
public final class Loader {
  private static final Logger LOG = LoggerFactory.getLogger(Loader.class);
  private final Source source;
  private final LoadPages pages;
  private final String partner;
  private final Supplier<ApplyTransaction> transactions;
  private final Outgoing outgoing;
  private final LongBinaryOperator restartAfter;
  private final Allowance allowance;

  /**
   * When a load that the partner asked for may start, as last logged, so that it is logged once.
   */
  private volatile Instant mayStartAt;

  /**
   * @param transactions opens a transaction on the site's database
   * @param outgoing the stream to the partner
   * @param restartAfter returns the position of our log after which the stream restarts, given the
   *     number of our last changeset that the partner has applied and the position through which it
   *     marked ours
   * @param allowance how many loads the partner may start by itself
   */
  public Loader(
      Source source,
      String partner,
      Supplier<ApplyTransaction> transactions,
      Outgoing outgoing,
      LongBinaryOperator restartAfter,
      Allowance allowance) {
    this.source = source;
    this.pages = new LoadPages(source, partner);
    this.partner = partner;
    this.transactions = transactions;
    this.outgoing = outgoing;
    this.restartAfter = restartAfter;
    this.allowance = allowance;
  }

  /**
   * How many loads a partner may start within 24 hours by itself.
   *
   * @param clock used for this limit only
   */
  public record Allowance(int most, InstantSource clock) {}

  /** Returns the partner's current load; empty when there is none. */
  public Optional<LoadProgress> underWay() {
    try (ApplyTransaction tx = transactions.get()) {
      return LoadProgress.of(tx, partner);
    }
  }

  /**
   * Requests a load on behalf of a person. This also starts a load that waits because the partner
   * asked too often. If a load is running, another one follows it.
   */
  public void ask(What what, boolean restart) {
    ask(LoadScope.all(what), restart);
  }

  /**
   * Requests a load of some tables, as {@link #ask(What, boolean)} does of all.
   *
   * @throws IllegalArgumentException when the stream is to restart and not all tables are sent
   */
  public void ask(LoadScope scope, boolean restart) {
    try (ApplyTransaction tx = transactions.get()) {
      StreamState state = tx.lockStream(partner);
      LoadProgress.ask(tx, LoadProgress.begin(partner, scope, restart, state.acknowledgedNumber()));
      tx.commit();
    }
  }

  /**
   * Asks for a comparison of the partner's rows with those that it may see. Nothing else is changed
   * by it. One that is under way or whose result nobody has seen yet goes on.
   *
   * @return how far it is
   */
  public RowComparison compare(LoadScope scope) {
    try (ApplyTransaction tx = transactions.get()) {
      StreamState state = tx.lockStream(partner);
      RowComparison now = tx.partner(partner).comparison();
      if (now == null || now.stage() == RowComparison.Stage.SHOWN || !now.isOf(scope)) {
        RowComparison.begin(tx, partner, scope.tables());
        LoadScope compared = LoadScope.of(What.COMPARE, scope.tables());
        LoadProgress.ask(
            tx, LoadProgress.begin(partner, compared, false, state.acknowledgedNumber()));
      }
      RowComparison asked = tx.partner(partner).comparison();
      tx.commit();
      return asked;
    }
  }

  /** What is known of how the partner's rows compare with ours; empty when nobody asked. */
  public Optional<RowComparison> comparison() {
    try (ApplyTransaction tx = transactions.get()) {
      return Optional.ofNullable(tx.partner(partner).comparison());
    }
  }

  /** Notes that a person has seen the result. */
  public void shown() {
    try (ApplyTransaction tx = transactions.get()) {
      tx.lockStream(partner);
      PartnerState now = tx.partner(partner);
      if (now.comparison() != null && now.comparison().isComplete()) {
        tx.savePartner(now.with(now.comparison().at(RowComparison.Stage.SHOWN)));
        tx.commit();
      }
    }
  }

  /**
   * The first contact with a spoke: its stream begins at the end of the log, and it gets the rows
   * as they are now, or they are compared with its own.
   *
   * @param load whether rows are sent; otherwise the spoke has them already
   */
  public void firstContact(boolean load) {
    try (ApplyTransaction tx = transactions.get()) {
      StreamState state = tx.lockStream(partner);
      if (outgoing.hasBegun()) {
        return;
      }
      if (LoadProgress.of(tx, partner).filter(LoadProgress::restart).isEmpty()) {
        LoadScope scope = load ? LoadScope.all(What.LOAD).keeping() : LoadScope.all(What.COMPARE);
        LoadProgress.ask(tx, LoadProgress.begin(partner, scope, true, state.acknowledgedNumber()));
      }
      tx.commit();
    }
    beginRequested();
  }

  /**
   * Requests a load before which the spoke offers its own rows, which are decided by the rules, as
   * if they were inserted now.
   */
  public void askSpokeFirst(LoadScope scope, boolean restart) {
    try (ApplyTransaction tx = transactions.get()) {
      StreamState state = tx.lockStream(partner);
      LoadProgress.ask(tx, LoadProgress.begin(partner, scope, restart, state.acknowledgedNumber()));
      if (!PendingRequest.waits(tx, partner)) {
        PendingRequest.ask(
            tx, partner, new Item.Request(What.OFFER, false, state.number(), scope.tables()));
      }
      tx.commit();
    }
  }

  /** Names of the tables that can be loaded. */
  public List<String> tables() {
    return source.tables().stream().map(Table::name).toList();
  }

  /**
   * Cancels the current load, if there is one. Rows that are in the outbox already are still sent.
   */
  public void cancel() {
    try (ApplyTransaction tx = transactions.get()) {
      tx.lockStream(partner);
      LoadProgress.end(tx, partner);
      tx.commit();
    }
  }

  /**
   * Requests another restart of the stream if a spoke that was asked for its rows has itself gone
   * back in time, because it may have lost what was sent to it since this site was recovered.
   */
  public void beginAgain() {
    if (outgoing.problem().isPresent()) {
      try (ApplyTransaction tx = transactions.get()) {
        StreamState state = tx.lockStream(partner);
        boolean start = LoadProgress.of(tx, partner).filter(LoadProgress::restart).isPresent();
        if (state.awaitsRestart() && !start) {
          long known = state.acknowledgedNumber();
          LoadProgress.ask(
              tx, LoadProgress.begin(partner, What.LOAD, true, known).requestedByPartner());
          tx.commit();
        }
      }
    }
  }

  /** Restarts the stream if that was requested and is within the allowance; rows are sent later. */
  public void beginRequested() {
    boolean more = true;
    while (more && underWay().filter(LoadProgress::restart).isPresent()) {
      more = step();
    }
  }

  /**
   * Sends one page, or does one step of restarting the stream.
   *
   * @return false when there is nothing to do for now
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
        return start(tx, now);
      }
      if (now.restart() && now.incarnation() == 0) {
        long position = restartAfter.applyAsLong(now.number(), state.acknowledgedPosition());
        outgoing.keepBeyond(position);
        now.decided(outgoing.incarnation() + 1, position).save(tx);
      } else if (now.restart()) {
        if (outgoing.incarnation() < now.incarnation()) {
          long least = restartAfter.applyAsLong(0, 0); // the saved position may come from a backup
          outgoing.restart(now.incarnation(), Math.max(least, now.position()));
        }
        now.begun().save(tx);
        if (source.isHub()) {
          // only a hub needs it: a spoke's restarted stream repeats its unacknowledged changes
          RestartNotice.say(tx, partner);
        }
      } else if (LoadPages.toSpoke(now) && PendingRequest.waits(tx, partner)) {
        return false; // the spoke sends its rows first
      } else {
        pages.record(tx, now, state);
      }
      tx.commit();
      return true;
    }
  }

  /** Whether a load that the partner asked for may start now; if not, logs when it may. */
  private boolean start(ApplyTransaction tx, LoadProgress now) {
    Optional<Instant> next = now.grant(tx, allowance.most(), allowance.clock().instant());
    tx.commit();
    if (next.isPresent() && !next.get().equals(mayStartAt)) {
      LOG.warn(
          "{} asks for all rows again, after {} loads within a day (limit.loads). The request is"
              + " kept and starts at {}, or at once with `bactrian load {}`. Find out why it asks"
              + " so often.",
          partner,
          allowance.most(),
          next.get(),
          partner);
    }
    mayStartAt = next.orElse(null);
    return next.isEmpty();
  }
}
