package io.bactrian.monitor;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Status of a site, which the command line and JMX show.
 *
 * @param position last position of the changelog
 * @param outbox whether the triggers have written something that capture has not taken
 * @param openConflicts conflicts that wait for a person
 * @param outages what fails at the moment
 * @param faults of triggers and tables, as the running site last found them, a sentence each
 */
public record SiteStatus(
    String site,
    String role,
    String system,
    long position,
    boolean outbox,
    long openConflicts,
    List<StreamStatus> streams,
    List<Outage> outages,
    List<String> faults) {
  public SiteStatus {
    streams = List.copyOf(streams);
    outages = List.copyOf(outages);
    faults = List.copyOf(faults);
  }

  /** The streams for which something of the changelog is kept, those that hold most back first. */
  public List<StreamStatus> holders() {
    return streams.stream()
        .filter(stream -> !stream.kept().isNothing())
        .sorted(
            Comparator.comparingLong((StreamStatus stream) -> stream.kept().entries())
                .reversed()
                .thenComparing(StreamStatus::partner))
        .toList();
  }

  /** Since when the running site gets no answer of a store, by store, as {@link StoreSilence}. */
  public Map<String, Instant> silentStores() {
    return StoreSilence.of(outages);
  }
}
