package io.bactrian.monitor;

import java.time.Instant;
import java.util.List;

/**
 * Both streams with one partner at one moment.
 *
 * @param sent number of the last changeset built for the partner
 * @param acknowledged number of the last one that it has acknowledged
 * @param pendingChanges changes and verdicts in changesets that it has not acknowledged
 * @param unsentEntries entries of the changelog that no changeset covers yet; an upper bound of
 *     what concerns this partner
 * @param kept what of the changelog is kept for the partner; never null
 * @param applied number of the partner's last changeset applied here
 * @param limits what the partner has used up of each of its limits
 * @param gaps numbers of arrived changesets that wait for an earlier one
 * @param parked rows of the partner that wait at this hub
 * @param awaited own rows whose decision this spoke waits for
 * @param deferred entries of the hub that can't be written yet
 * @param heldThere rows that the spoke tells it can't write
 * @param waiting all of these, and what is set aside for the partner, by table and reason, the
 *     largest groups
 * @param altered rows of the hub that triggers at this spoke altered
 * @param hold why the partner's stream is on hold, or null
 * @param repair what is under way, or left to be done, until the partner is in step again, or null
 * @param lastExchange when something was last sent or applied in this process, or null
 * @param silentSince since when a partner that should be heard is not, or null
 * @param schema version of the partner's schema, as its last changeset named it; 0 for none
 * @param files in the folder where its documents arrive; never null
 * @param slowest the step that takes most time to apply what arrives, and to build what is sent, a
 *     line each; empty when the site does not run
 */
public record StreamStatus(
    String partner,
    long sent,
    long acknowledged,
    long pendingChanges,
    long unsentEntries,
    KeptLog kept,
    long applied,
    List<Usage> limits,
    int gaps,
    int parked,
    int awaited,
    int deferred,
    int heldThere,
    List<WaitingRows> waiting,
    List<AlteredTable> altered,
    Hold hold,
    String repair,
    Instant lastExchange,
    Instant silentSince,
    int schema,
    FileCounts files,
    List<String> slowest) {
  public StreamStatus {
    limits = List.copyOf(limits);
    waiting = List.copyOf(waiting);
    altered = List.copyOf(altered);
    slowest = List.copyOf(slowest);
  }
}
