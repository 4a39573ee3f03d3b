package io.bactrian.recovery;

import io.bactrian.apply.ApplyTransaction;
import io.bactrian.apply.LoadProgress;
import io.bactrian.apply.PendingRequest;
import io.bactrian.apply.RestartNotice;
import io.bactrian.apply.StreamState;
import io.bactrian.apply.Wait;
import io.bactrian.capture.Outbox;
import io.bactrian.changelog.AppendableLog;
import io.bactrian.changelog.Changelog;
import io.bactrian.changelog.Head;
import io.bactrian.changeset.Header;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.Item.Request.What;
import io.bactrian.changeset.RowId;
import io.bactrian.exchange.ChangesetStore;
import io.bactrian.exchange.Manifest;
import io.bactrian.exchange.Outgoing;
import io.bactrian.problem.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Repairs a site of which a store went back in time: makes its two stores agree, restarts the
 * streams that can't continue, and makes both sides send each other their rows. After an
 * interruption, run it again. docs/guarantees.md explains why nothing is lost that one side still
 * has. The site must not run meanwhile.
 */
public final class Recovery {
  private static final Instant BEGINNING = Instant.parse("2025-01-01T00:00:00Z");

  private final Stores stores;
  private final boolean hub;
  private final Collection<Outgoing> streams;
  private final Function<String, StreamState> states;
  private final long incarnation;

  /**
   * @param streams to all partners
   * @param states reads from the database how far a partner's stream is applied
   * @param incarnation the incarnation in which streams restart, unless a later one is in use
   *     already
   */
  public Recovery(
      Stores stores,
      boolean hub,
      Collection<Outgoing> streams,
      Function<String, StreamState> states,
      long incarnation) {
    this.stores = stores;
    this.hub = hub;
    this.streams = streams;
    this.states = states;
    this.incarnation = incarnation;
  }

  /**
   * The stores to repair.
   *
   * @param reconcile checks that the two stores agree, and throws {@link ProblemException} if they
   *     don't
   * @param captured reads from the database how far capture is
   * @param repairs opens a transaction on the database
   * @param nonces generates a nonce for each new head, never the same twice
   */
  public record Stores(
      Runnable reconcile,
      Supplier<Head> captured,
      AppendableLog changelog,
      ChangesetStore changesets,
      Supplier<Repair> repairs,
      Supplier<String> nonces) {}

  /**
   * Returns an incarnation that no earlier recovery has used, even if stores from a backup no
   * longer know it: ten times the minutes since 2025. The nine between are for streams that restart
   * because a partner asks.
   */
  public static long incarnationAt(Instant now) {
    return Duration.between(BEGINNING, now).toMinutes() * 10;
  }

  /** Detects from the two stores which one went back; empty when they agree. */
  public Optional<Lost> found() {
    try {
      stores.reconcile().run();
      return Optional.empty();
    } catch (ProblemException disagree) {
      return Lost.between(stores.captured().get(), stores.changelog().head());
    }
  }

  /**
   * Repairs the site. What partners have to do follows when the site runs.
   *
   * @return what was done, a line each
   */
  public List<String> run(Lost lost) {
    return switch (lost) {
      case DATABASE -> database();
      case CHANGELOG -> changelog();
      case BOTH -> both();
    };
  }

  /** Repairs the database from the changelog. */
  private List<String> database() {
    List<String> done = new ArrayList<>();
    Head head = stores.changelog().head();
    if (hub) {
      restartAll(head.position(), done);
    }
    try (Repair repair = stores.repairs().get()) {
      replay(repair, head, done);
      long purged = stores.changelog().first() - 1;
      for (Outgoing out : streams) {
        StreamState state = repair.transaction().lockStream(out.partner());
        if (state.acknowledgedPosition() < purged) {
          repair.set(state.unacknowledgedBeyond(purged)); // else it would be there
        }
      }
      askPartners(repair, Lost.DATABASE, done);
      repair.commit(head);
    }
    return done;
  }

  private void replay(Repair repair, Head head, List<String> done) {
    long from = Math.max(stores.captured().get().position(), stores.changelog().first() - 1);
    String partner = streams.stream().findFirst().map(Outgoing::partner).orElse(null);
    Map<String, Long> applied = Map.of();
    if (from < head.position()) {
      Set<RowId> newer = forgetLogged(repair, from, head);
      try (Changelog.Entries entries = stores.changelog().read(from, head.position())) {
        Replay replay = new Replay(repair.transaction(), newer, partner);
        MarkedEntries marked = new MarkedEntries(entries);
        int refused = replay.write(marked);
        applied = marked.applied();
        repair.forgetRecorded();
        done.add(
            "%d entries of the changelog written to the database again, but for %d rows that it refuses"
                .formatted(head.position() - from, refused));
      }
    }
    if (hub) {
      applied.forEach(
          (spoke, marked) -> {
            StreamState state = repair.transaction().lockStream(spoke);
            if (marked > state.number()) {
              repair.set(state.appliedThrough(marked));
            }
          });
    }
  }

  /**
   * Removes from the outbox what was captured after the backup; returns the rows that the rest
   * changes.
   */
  private Set<RowId> forgetLogged(Repair repair, long from, Head head) {
    LoggedTransactions known;
    try (Outbox.Batch waiting = repair.uncaptured();
        Changelog.Entries entries = stores.changelog().read(from, head.position())) {
      known = LoggedTransactions.of(waiting, entries);
    }
    repair.captured(known.logged());
    return known.newer();
  }

  /**
   * Asks partners for rows: a hub asks for rows that it may lack, a spoke for all rows of the hub.
   */
  private void askPartners(Repair repair, Lost lost, List<String> done) {
    ApplyTransaction tx = repair.transaction();
    for (Outgoing out : streams) {
      StreamState state = tx.lockStream(out.partner());
      forgetLostTime(tx, out.partner(), lost);
      What what = hub ? What.OFFER : What.LOAD;
      Item.Request request = new Item.Request(what, true, state.number());
      PendingRequest.ask(tx, out.partner(), request);
      if (hub) { // a spoke sends later changes again, which must not be applied twice
        repair.set(state.awaitingRestart());
      }
      done.add(
          hub
              ? out.partner() + " will be asked for its rows, and get ours"
              : out.partner() + " will be asked for all rows, and say which of ours must go");
    }
  }

  /**
   * Removes what depends on messages from the lost time. A hub cancels its load, since it sends
   * rows only after it has its spokes' rows. A spoke keeps its load if the log has brought its rows
   * up to date, because the hub may have asked for it since the restore.
   */
  private void forgetLostTime(ApplyTransaction tx, String partner, Lost lost) {
    if (!hub) {
      for (Wait.Kind kind : List.of(Wait.Kind.AWAITED, Wait.Kind.DEFERRED, Wait.Kind.REPORTED)) {
        tx.waits(partner, kind).forEach(tx::remove);
      }
    }
    if (hub || lost == Lost.BOTH) {
      LoadProgress.end(tx, partner);
    }
  }

  /**
   * Repairs a changelog that is older than the database: continues with positions above all that
   * were used.
   */
  private List<String> changelog() {
    List<String> done = new ArrayList<>();
    Head ours = stores.captured().get();
    Head logs = stores.changelog().head();
    long position = Math.max(ours.position(), logs.position());
    long generation = Math.max(ours.generation() + 1, logs.generation());
    Head head = new Head(generation, 0, stores.nonces().get(), position, position);
    stores.changelog().restart(head);
    streams.forEach(Outgoing::dropSetAside); // its entries are gone; the load has its rows
    restartAll(position, done);
    try (Repair repair = stores.repairs().get()) {
      ApplyTransaction tx = repair.transaction();
      for (Outgoing out : streams) {
        StreamState state = tx.lockStream(out.partner());
        What what = hub ? What.LOAD : What.OFFER;
        if (hub) {
          RestartNotice.say(tx, out.partner());
        } else {
          PendingRequest.again(tx, out.partner());
        }
        LoadProgress.ask(tx, LoadProgress.begin(out.partner(), what, false, state.number()));
        if (!hub) {
          repair.set(state.unacknowledgedBeyond(position));
        }
        done.add(out.partner() + " will get all rows that it may see");
      }
      repair.commit(head);
    }
    return done;
  }

  /** Repairs both stores from the partners. */
  private List<String> both() {
    List<String> done = new ArrayList<>();
    for (Outgoing out : streams) {
      long position =
          hub
              ? stores.changelog().head().position()
              : stores.changesets().lastSent(out.partner()).map(Manifest::through).orElse(0L);
      restart(out, position, done);
    }
    try (Repair repair = stores.repairs().get()) {
      askPartners(repair, Lost.BOTH, done);
      repair.commit(stores.changelog().head());
    }
    return done;
  }

  private void restartAll(long position, List<String> done) {
    streams.forEach(out -> restart(out, position, done));
  }

  private void restart(Outgoing out, long position, List<String> done) {
    long marked = hub ? 0 : states.apply(out.partner()).acknowledgedNumber(); // a spoke may lie
    long known = Math.max(out.incarnation(), Header.incarnation(marked));
    out.restart(Math.max(1 + known, incarnation), position);
    done.add("the stream to " + out.partner() + " restarts");
  }
}
