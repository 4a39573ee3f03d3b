/** The Camel component {@code bactrian-events}: {@code from: bactrian-events:conflict-opened}. */
package io.bactrian.event.camel;
