/** Builds a site: its folder, its two stores, its streams, and the routes that run them. */
package io.bactrian.site;
