/** A site put together: its folder, its two stores, its streams, and the routes that run them. */
package io.bactrian.site;
