package io.bactrian.changeset;

import java.util.Objects;

/**
 * One tracked column of a table.
 *
 * @param name as the database has it, never null
 * @param type its logical type, never null
 * @param nativeType the database's own name of the type with its parameters, e.g. {@code
 *     numeric(12,2)}; never null
 * @param length maximum number of characters (text) or digits (decimal); 0 when unbounded or not
 *     applicable
 * @param scale digits after the decimal point (decimals) or of the second's fraction (times); -1
 *     when unbounded or not applicable
 * @param nullable whether NULL is allowed
 * @param key whether it is part of the primary key
 */
public record Column(
    String name,
    LogicalType type,
    String nativeType,
    int length,
    int scale,
    boolean nullable,
    boolean key) {
  public Column {
    Objects.requireNonNull(name);
    Objects.requireNonNull(type);
    Objects.requireNonNull(nativeType);
  }
}
