/** The commands of {@code bactrian}, one class each. The only place that prints or exits. */
package io.bactrian.cli;
