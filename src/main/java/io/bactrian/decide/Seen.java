package io.bactrian.decide;

/**
 * A question as a person saw it. Immutable.
 *
 * @param version {@link OpenQuestion#version} of what was shown; null when it does not matter
 */
public record Seen(ListedQuestion question, String version) {}
