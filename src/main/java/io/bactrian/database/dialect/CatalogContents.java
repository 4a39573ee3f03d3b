package io.bactrian.database.dialect;

import io.bactrian.changeset.Column;
import io.bactrian.changeset.Schema;
import java.util.List;
import java.util.Map;

/**
 * Tables with all their columns and all foreign keys, as a database has them.
 *
 * @param tables columns by name of table, {@code schema.table} outside the current schema; both in
 *     the database's order
 */
public record CatalogContents(
    Map<String, List<Column>> tables, List<Schema.ForeignKey> foreignKeys) {}
