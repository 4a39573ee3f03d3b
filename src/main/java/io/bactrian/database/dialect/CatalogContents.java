package io.bactrian.database.dialect;

import io.bactrian.changeset.Column;
import io.bactrian.changeset.Schema;
import java.util.List;
import java.util.Map;

/**
 * All tables with their columns, and all foreign keys, of a database.
 *
 * @param tables columns by name of table, {@code schema.table} outside the current schema; both in
 *     the database's order
 * @param unsuitable what can't be tracked, by name: what it is and what to do, as the rest of a
 *     sentence
 */
public record CatalogContents(
    Map<String, List<Column>> tables,
    List<Schema.ForeignKey> foreignKeys,
    Map<String, String> unsuitable) {}
