/**
 * The words of the exchange (rows, changes, verdicts, markers, changesets) and their XML. Ground
 * floor: no Camel, no JDBC, no MongoDB.
 */
package io.bactrian.changeset;
