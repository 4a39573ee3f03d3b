package io.bactrian.web;

import io.vertx.ext.web.Router;

/**
 * A part of what a site serves over HTTP, with paths of its own. Its handlers come after those that
 * identify who asks, read the body and refuse forged requests; each route begins with {@link
 * Access#require}.
 */
@FunctionalInterface
public interface Section {
  /**
   * Adds its routes. Called once, before the server listens.
   *
   * @param router of the whole server; paths are from the root
   */
  void addTo(Router router);
}
