/** {@code bactrian demo}: three sites in one process, and a story that shows the whole loop. */
package io.bactrian.demo;
