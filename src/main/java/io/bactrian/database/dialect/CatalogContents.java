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
 */
public record CatalogContents(
    Map<String, List<Column>> tables, List<Schema.ForeignKey> foreignKeys) {}
