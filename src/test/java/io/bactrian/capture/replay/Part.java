package io.bactrian.capture.replay;

/**
 * A statement of a schema. One that the database refuses is left out.
 *
 * @param about what it is an example of, for a list of what a failing history needs
 */
record Part(String about, String sql) {}
