package io.bactrian.database.dialect;

import java.util.List;

/**
 * The parts of the side tables' SQL that are specific to a database.
 *
 * @param textType the type for texts of any length
 * @param sequenceOptions options to append to the statement that creates the sequence; may be empty
 * @param before statements to run first; they make a second, concurrent installation wait
 * @param after statements to run after everything is created
 */
public record SideTableSql(
    String textType, String sequenceOptions, List<String> before, List<String> after) {}
