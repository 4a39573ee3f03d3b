/** The beans for steps of the routes in {@code routes/} that need Camel: one method per step. */
package io.bactrian.route;
