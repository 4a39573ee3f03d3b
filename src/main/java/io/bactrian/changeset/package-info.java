/**
 * The model of the exchange (rows, changes, verdicts, markers, changesets) and its XML. Lowest
 * layer: uses no Camel, JDBC or MongoDB.
 */
package io.bactrian.changeset;
