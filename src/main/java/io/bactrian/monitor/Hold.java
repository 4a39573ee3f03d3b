package io.bactrian.monitor;

import java.time.Instant;

/**
 * A stream that is on hold because its next changeset can't be applied as a whole. The document is
 * kept; the other direction goes on.
 *
 * @param number of the changeset
 * @param since when it was first tried, in this process
 * @param tries how often it was tried since then
 * @param next when it is tried again at the latest
 * @param reason why it can't be applied and what to do; no row value
 */
public record Hold(long number, Instant since, long tries, Instant next, String reason) {}
