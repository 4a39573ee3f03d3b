package io.bactrian.monitor;

import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.StandardMBean;

/**
 * Shows a site's status over JMX. The status is read at most once a second, however many attributes
 * are asked for. Thread-safe.
 */
public final class Monitor implements AutoCloseable {
  private static final Duration FRESH = Duration.ofSeconds(1);

  private final Supplier<SiteStatus> source;
  private final Supplier<List<Outage>> outages;
  private final Supplier<List<String>> faults;
  private final Supplier<Map<String, Hold>> holds;
  private final Clock clock;
  private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
  private final List<ObjectName> registered = new ArrayList<>();
  private SiteStatus last;
  private Instant lastAt = Instant.MIN;

  /**
   * Registers the beans of the site and of each of its streams.
   *
   * @param outages what fails; available even when the stores do not answer
   * @param faults of triggers and tables; available even then
   * @param holds by partner; available even then
   */
  public Monitor(
      Supplier<SiteStatus> source,
      Supplier<List<Outage>> outages,
      Supplier<List<String>> faults,
      Supplier<Map<String, Hold>> holds,
      String site,
      List<String> partners,
      Clock clock)
      throws JMException {
    this.source = source;
    this.outages = outages;
    this.faults = faults;
    this.holds = holds;
    this.clock = clock;
    register(new SiteView(), SiteMXBean.class, "type=Site,site=" + ObjectName.quote(site));
    for (String partner : partners) {
      register(
          new StreamView(partner),
          StreamMXBean.class,
          "type=Stream,site=" + ObjectName.quote(site) + ",partner=" + ObjectName.quote(partner));
    }
  }

  private <T> void register(T bean, Class<T> type, String keys) throws JMException {
    ObjectName name = new ObjectName("io.bactrian:" + keys);
    server.registerMBean(new StandardMBean(bean, type, true), name);
    registered.add(name);
  }

  private synchronized SiteStatus status() {
    Instant now = clock.instant();
    if (last == null || lastAt.plus(FRESH).isBefore(now)) {
      last = source.get();
      lastAt = now;
    }
    return last;
  }

  private static String text(Outage outage) {
    String next = outage.next() == null ? "" : ", tried again by " + outage.next();
    return "%s (%d failures since %s%s)".formatted(outage, outage.count(), outage.since(), next);
  }

  @Override
  public void close() {
    for (ObjectName name : registered) {
      try {
        server.unregisterMBean(name);
      } catch (JMException e) {
        throw new IllegalStateException("JMX does not unregister " + name, e);
      }
    }
  }

  private final class SiteView implements SiteMXBean {
    @Override
    public long getPosition() {
      return status().position();
    }

    @Override
    public boolean isOutboxWaiting() {
      return status().outbox();
    }

    @Override
    public long getOpenConflicts() {
      return status().openConflicts();
    }

    @Override
    public List<String> getKeptFor() {
      return status().holders().stream().map(one -> one.partner() + ": " + one.kept()).toList();
    }

    @Override
    public List<String> getOutages() {
      return outages.get().stream().map(Monitor::text).toList();
    }

    @Override
    public List<String> getSilentStores() {
      List<String> lines = new ArrayList<>();
      StoreSilence.of(outages.get())
          .forEach((store, since) -> lines.add(store + " silent since " + since));
      return lines;
    }

    @Override
    public List<String> getFaults() {
      return faults.get();
    }
  }

  private final class StreamView implements StreamMXBean {
    private final String partner;

    StreamView(String partner) {
      this.partner = partner;
    }

    private <T> T read(Function<StreamStatus, T> attribute) {
      return attribute.apply(
          status().streams().stream()
              .filter(stream -> stream.partner().equals(partner))
              .findFirst()
              .orElseThrow());
    }

    @Override
    public long getPendingChanges() {
      return read(StreamStatus::pendingChanges);
    }

    @Override
    public long getUnsentEntries() {
      return read(StreamStatus::unsentEntries);
    }

    @Override
    public long getKeptEntries() {
      return read(StreamStatus::kept).entries();
    }

    @Override
    public long getKeptBytes() {
      return read(StreamStatus::kept).bytes();
    }

    @Override
    public long getSecondsKept() {
      Duration age = read(StreamStatus::kept).age();
      return age == null ? -1 : age.toSeconds();
    }

    @Override
    public long getSent() {
      return read(StreamStatus::sent);
    }

    @Override
    public long getAcknowledged() {
      return read(StreamStatus::acknowledged);
    }

    @Override
    public long getApplied() {
      return read(StreamStatus::applied);
    }

    @Override
    public int getGaps() {
      return read(StreamStatus::gaps);
    }

    @Override
    public int getParked() {
      return read(StreamStatus::parked);
    }

    @Override
    public int getAwaited() {
      return read(StreamStatus::awaited);
    }

    @Override
    public int getDeferred() {
      return read(StreamStatus::deferred);
    }

    @Override
    public int getHeldThere() {
      return read(StreamStatus::heldThere);
    }

    @Override
    public String getWaiting() {
      return read(StreamStatus::waiting).stream()
          .map(WaitingRows::toString)
          .collect(Collectors.joining("\n"));
    }

    @Override
    public long getRowsAlteredByTriggers() {
      return read(StreamStatus::altered).stream().mapToLong(AlteredTable::rows).sum();
    }

    @Override
    public String getOnHold() {
      Hold hold = holds.get().get(partner);
      return hold == null
          ? ""
          : "#%d since %s, tried %d times, again by %s: %s"
              .formatted(hold.number(), hold.since(), hold.tries(), hold.next(), hold.reason());
    }

    @Override
    public String getRepair() {
      return Objects.requireNonNullElse(read(StreamStatus::repair), "");
    }

    @Override
    public String getNearLimits() {
      return read(StreamStatus::limits).stream()
          .filter(Usage::near)
          .map(Usage::toString)
          .collect(Collectors.joining("\n"));
    }

    @Override
    public int getFilesWaiting() {
      return read(StreamStatus::files).waiting();
    }

    @Override
    public int getFilesForeign() {
      return read(StreamStatus::files).foreign();
    }

    @Override
    public int getFilesRejected() {
      return read(StreamStatus::files).rejected();
    }

    @Override
    public String getSlowestSteps() {
      return String.join("\n", read(StreamStatus::slowest));
    }

    @Override
    public String getSilentSince() {
      return Objects.toString(read(StreamStatus::silentSince), "");
    }

    @Override
    public long getSecondsSinceExchange() {
      Instant at = read(StreamStatus::lastExchange);
      return at == null ? -1 : Duration.between(at, clock.instant()).toSeconds();
    }
  }
}
