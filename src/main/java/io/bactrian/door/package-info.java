/**
 * The hub's HTTP server: authenticates a request first, then writes its body to disk, within
 * limits, and only then passes it to a route. See {@code docs/decisions/0011}.
 */
package io.bactrian.door;
