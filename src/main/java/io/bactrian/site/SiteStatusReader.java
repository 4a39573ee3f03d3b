package io.bactrian.site;

import io.bactrian.apply.Loading;
import io.bactrian.apply.StreamState;
import io.bactrian.apply.Wait;
import io.bactrian.config.SiteConfiguration.Partner;
import io.bactrian.exchange.Manifest;
import io.bactrian.monitor.Hold;
import io.bactrian.monitor.SiteStatus;
import io.bactrian.monitor.StreamStatus;
import java.util.List;
import java.util.Optional;

/** Reads where a site stands from its two stores. Thread-safe. */
final class SiteStatusReader {
  private final Site site;
  private final RunningState running;

  SiteStatusReader(Site site, RunningState running) {
    this.site = site;
    this.running = running;
  }

  SiteStatus read() {
    var configuration = site.configuration();
    long position = site.changelog().head().position();
    return new SiteStatus(
        configuration.site().id(),
        configuration.site().role().name().toLowerCase(java.util.Locale.ROOT),
        configuration.site().system(),
        position,
        !site.outbox().isEmpty(),
        site.conflicts().openCount(),
        configuration.partners().stream().map(partner -> stream(partner, position)).toList(),
        running.outages());
  }

  private StreamStatus stream(Partner partner, long position) {
    String id = partner.id();
    Optional<Manifest> last = site.changesets().lastSent(id);
    List<Manifest> unacknowledged = site.changesets().unacknowledged(id);
    StreamState state = site.storedStreams().state(id);
    List<Wait> waits = site.storedStreams().waits(id);
    long sent = last.map(Manifest::number).orElse(0L);
    return new StreamStatus(
        id,
        sent,
        unacknowledged.isEmpty() ? sent : unacknowledged.get(0).number() - 1,
        unacknowledged.stream().mapToLong(Manifest::changes).sum(),
        position - last.map(Manifest::through).orElse(0L),
        state.number(),
        site.changesets().received(id).size(),
        count(waits, Wait.Kind.PARKED),
        count(waits, Wait.Kind.AWAITED),
        count(waits, Wait.Kind.HELD),
        hold(id, state),
        repair(id, waits),
        site.streams().lastExchange(id),
        new Folders(site.configuration()).count(partner));
  }

  private String repair(String partner, List<Wait> waits) {
    if (site.changesets().abandoned(partner)) {
      return "abandoned: nothing is kept for it; `bactrian load %s` takes it back"
          .formatted(partner);
    }
    if (count(waits, Wait.Kind.ASKED) > 0) {
      return "was asked for rows since this site was recovered, and has not told all yet";
    }
    return Loading.among(waits)
        .map(now -> "is told all rows, %,d so far".formatted(now.rows()))
        .orElse(null);
  }

  /** One that was applied or came anew since it was noted is none any more. */
  private Hold hold(String partner, StreamState state) {
    Hold hold = running.holds().get(partner);
    return hold != null && hold.number() > state.number() ? hold : null;
  }

  private static int count(List<Wait> waits, Wait.Kind kind) {
    return (int) waits.stream().filter(wait -> wait.kind() == kind).count();
  }
}
