/** Foreign text made fit to be shown to people. */
package io.bactrian.text;
