package io.bactrian.web;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;

/** The operator's home page: how the site is. Thread-safe. */
record HomeSection(Served site, Pages pages) implements Section {

  @Override
  public void addTo(Router router) {
    router.get("/").handler(Access.require(Role.VIEWER)).blockingHandler(this::home, false);
  }

  private void home(RoutingContext ctx) {
    HomePage page = new HomePage(site.status().get(), site.recent().get(), site.clock().instant());
    pages.send(ctx, "home", "home", Map.of("page", page));
  }
}
