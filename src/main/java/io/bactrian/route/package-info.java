/** The steps that {@code routes/} name, where they need Camel: each is one bean with one method. */
package io.bactrian.route;
