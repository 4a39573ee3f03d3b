package io.bactrian.changeset;

/** Identifies a row of a table, whether or not it exists. */
public record RowId(String table, Key key) {}
