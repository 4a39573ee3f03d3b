package io.bactrian.database.dialect;

import java.util.List;

/**
 * What a database needs of its own to have the side tables.
 *
 * @param textType type of texts of any length
 * @param sequenceOptions end of the statement that creates the sequence; may be empty
 * @param before statements before anything is created: they keep a second installation waiting
 * @param after statements after everything is created
 */
public record SideTableSql(
    String textType, String sequenceOptions, List<String> before, List<String> after) {}
