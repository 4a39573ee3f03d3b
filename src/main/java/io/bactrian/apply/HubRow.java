package io.bactrian.apply;

import io.bactrian.changeset.Key;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;

/**
 * A row of the hub that a person is asked about. Immutable.
 *
 * @param row as it is now; null when absent
 * @param coming as the change of the spoke would make it; null when it would be absent
 */
public record HubRow(Table table, Key key, Row row, Row coming) {}
