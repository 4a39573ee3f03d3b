package io.bactrian.site;

import io.bactrian.apply.ApplyTransaction;
import io.bactrian.apply.Loading;
import io.bactrian.apply.OutboxRecord;
import io.bactrian.apply.StreamState;
import io.bactrian.apply.Wait;
import io.bactrian.changelog.Changelog;
import io.bactrian.changelog.Head;
import io.bactrian.changelog.LogEntry;
import io.bactrian.changeset.Header;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.Item.Request.What;
import io.bactrian.database.ApplyTransactions;
import io.bactrian.database.RollForward;
import io.bactrian.exchange.Manifest;
import io.bactrian.exchange.Outgoing;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * Repairs a site of which something went back in time: makes its two stores agree, begins the
 * streams anew that can't go on, and has both sides tell each other the rows that they have. A
 * recovery cut short is begun again. docs/guarantees.md tells why it loses nothing that one side
 * still has. Works on a site that does not run.
 */
public final class Recovery {
  private final Site site;
  private final ApplyTransactions transactions;
  private final Supplier<String> nonces;
  private final OptionalLong incarnation;

  Recovery(
      Site site,
      ApplyTransactions transactions,
      Supplier<String> nonces,
      OptionalLong incarnation) {
    this.site = site;
    this.transactions = transactions;
    this.nonces = nonces;
    this.incarnation = incarnation;
  }

  /** What the two stores tell by themselves; empty when they agree. */
  public Optional<Lost> found() {
    try {
      site.capture().reconcile();
      return Optional.empty();
    } catch (IllegalStateException disagree) {
      return Lost.between(site.outbox().head(), site.changelog().head());
    }
  }

  /**
   * Repairs; what partners have to do with it follows when the site runs.
   *
   * @return what was done, a line each
   */
  public List<String> run(Lost lost) {
    try {
      return switch (lost) {
        case DATABASE -> database();
        case CHANGELOG -> changelog();
        case BOTH -> both();
      };
    } catch (SQLException e) {
      throw new IllegalStateException(
          "Site %s not recovered: the database refuses (SQLSTATE %s). The database is as it was. Run `bactrian recover --lost %s` again."
              .formatted(
                  site.id(), e.getSQLState(), lost.name().toLowerCase(java.util.Locale.ROOT)),
          e);
    }
  }

  /** The changelog has what the database lacks. */
  private List<String> database() throws SQLException {
    List<String> done = new ArrayList<>();
    Head head = site.changelog().head();
    if (site.isHub()) {
      restartAll(head.position(), done);
    }
    try (RollForward forward = transactions.rollForward()) {
      replay(forward, head, done);
      askPartners(forward.transaction(), done);
      forward.commit(head);
    }
    return done;
  }

  private void replay(RollForward forward, Head head, List<String> done) throws SQLException {
    long from = Math.max(site.outbox().head().position(), site.changelog().first() - 1);
    String partner = site.configuration().partners().get(0).id();
    Map<String, Long> applied = new HashMap<>();
    if (from < head.position()) {
      try (Changelog.Entries entries = site.changelog().read(from, head.position())) {
        int refused = forward.replay(noting(entries, applied), partner);
        done.add(
            "%d entries of the changelog written to the database again, but for %d rows that it refuses"
                .formatted(head.position() - from, refused));
      }
    }
    if (site.isHub()) {
      for (Map.Entry<String, Long> marked : applied.entrySet()) {
        forward.applied(marked.getKey(), marked.getValue());
      }
    }
  }

  /**
   * Passes entries on, and notes through which changeset of each partner they say it is applied.
   */
  private static Iterator<LogEntry> noting(Changelog.Entries entries, Map<String, Long> applied) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return entries.hasNext();
      }

      @Override
      public LogEntry next() {
        LogEntry entry = entries.next();
        if (entry.item() instanceof Item.Marker marker) {
          entry.after().sites().forEach(s -> applied.merge(s, marker.number(), Math::max));
        }
        return entry;
      }
    };
  }

  /** A hub takes what its spokes have and it may lack; a spoke takes what the hub has. */
  private void askPartners(ApplyTransaction tx, List<String> done) {
    for (Outgoing out : site.streams().all()) {
      StreamState state = tx.lockStream(out.partner());
      for (Wait wait : tx.waits(out.partner())) {
        if (!site.isHub() || wait.kind() == Wait.Kind.LOADING) {
          tx.remove(wait); // what it waits for was said in the time that is lost
        }
      }
      What what = site.isHub() ? What.OFFER : What.LOAD_AND_CHECK;
      Item.Request request = new Item.Request(what, true, state.number());
      tx.append(List.of(new OutboxRecord.RequestFor(out.partner(), request)));
      done.add(
          site.isHub()
              ? out.partner() + " will be asked for its rows, and get ours"
              : out.partner() + " will be asked for all rows, and say which of ours must go");
    }
  }

  /** The database has what the changelog lacks: positions go on above all that were used. */
  private List<String> changelog() throws SQLException {
    List<String> done = new ArrayList<>();
    Head ours = site.outbox().head();
    Head logs = site.changelog().head();
    long position = Math.max(ours.position(), logs.position());
    long generation = Math.max(ours.generation() + 1, logs.generation());
    Head head = new Head(generation, 0, nonces.get(), position, position);
    site.changelog().restart(head);
    restartAll(position, done);
    try (RollForward forward = transactions.rollForward()) {
      ApplyTransaction tx = forward.transaction();
      for (Outgoing out : site.streams().all()) {
        StreamState state = tx.lockStream(out.partner());
        Loading.among(tx.waits(out.partner())).ifPresent(old -> tx.remove(old.toWait()));
        What what = site.isHub() ? What.LOAD_AND_CHECK : What.OFFER;
        tx.put(Loading.begin(out.partner(), what, false, state.number()).toWait());
        if (!site.isHub()) {
          forward.unacknowledgedBeyond(out.partner(), position);
        }
        done.add(out.partner() + " will get all rows that it may see");
      }
      forward.commit(head);
    }
    return done;
  }

  /** Both are old: the partners know more. */
  private List<String> both() {
    List<String> done = new ArrayList<>();
    for (Outgoing out : site.streams().all()) {
      long position =
          site.isHub()
              ? site.changelog().head().position()
              : site.changesets().lastSent(out.partner()).map(Manifest::through).orElse(0L);
      restart(out, position, done);
    }
    try (ApplyTransaction tx = transactions.open()) {
      askPartners(tx, done);
      tx.commit();
    }
    return done;
  }

  private void restartAll(long position, List<String> done) {
    site.streams().all().forEach(out -> restart(out, position, done));
  }

  private void restart(Outgoing out, long position, List<String> done) {
    long marked = site.storedStreams().state(out.partner()).acknowledgedNumber();
    out.restart(
        incarnation.orElse(1 + Math.max(out.incarnation(), Header.incarnation(marked))), position);
    done.add("the stream to " + out.partner() + " begins anew");
  }
}
