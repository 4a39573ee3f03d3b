package io.bactrian.changelog;

import java.time.Instant;

/**
 * What a person wrote about a question, for others. Immutable.
 *
 * @param by who
 * @param at when, in milliseconds
 */
public record Note(String by, String text, Instant at) {}
