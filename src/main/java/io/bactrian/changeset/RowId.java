package io.bactrian.changeset;

/** One row of one table, whether it is present or not. */
public record RowId(String table, Key key) {}
