/**
 * What applications can follow: conflicts opened and decided, changesets applied. A numbered
 * journal in the changelog's store, read by Camel endpoints and by clients of the web server.
 */
package io.bactrian.event;
