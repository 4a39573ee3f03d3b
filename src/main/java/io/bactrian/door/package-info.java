/**
 * Where spokes knock at the hub over HTTP: who it is comes first, then what it brings, to disk,
 * within bounds; only then does a route see it. See {@code docs/decisions/0011}.
 */
package io.bactrian.door;
