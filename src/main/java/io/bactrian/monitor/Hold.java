package io.bactrian.monitor;

import java.time.Instant;

/**
 * A stream that stands still because its next changeset can't be applied as a whole. The document
 * is kept here; the other direction goes on.
 *
 * @param number of the changeset
 * @param since when it was first tried, in this process
 * @param tries how often it was tried since then
 * @param next when it is tried again at the latest
 * @param reason what stands against it and what to do; no row value
 */
public record Hold(long number, Instant since, long tries, Instant next, String reason) {}
