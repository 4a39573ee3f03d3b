/**
 * Streams of numbered changesets between two sites: building, keeping, sending, receiving in order.
 */
package io.bactrian.exchange;
