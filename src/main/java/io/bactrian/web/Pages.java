package io.bactrian.web;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.Map;

/** Fills templates and sends them. Every value is escaped for the place where it stands. */
final class Pages {
  private static final String NOTICE = "notice";

  private final TemplateEngine templates =
      TemplateEngine.createPrecompiled(
          null, ContentType.Html, Pages.class.getClassLoader(), Pages.class.getPackageName());

  private final String site;
  private final String hub;

  /**
   * @param hub id of the hub: of this site, or of the one that this is a spoke of
   */
  Pages(String site, String hub) {
    this.site = site;
    this.hub = hub;
  }

  /**
   * Sends a page.
   *
   * @param here the part of the site, for the navigation
   * @param template its name, without ending
   * @param values its parameters, besides {@code view}
   */
  void send(RoutingContext ctx, String here, String template, Map<String, Object> values) {
    Map<String, Object> all = new HashMap<>(values);
    all.put("view", view(ctx, here));
    StringOutput html = new StringOutput();
    templates.render(template + ".jte", all, html);
    ctx.response().putHeader("Content-Type", "text/html; charset=utf-8").end(html.toString());
  }

  private View view(RoutingContext ctx, String here) {
    String notice = ctx.session() == null ? null : ctx.session().remove(NOTICE);
    return new View(site, hub, Access.account(ctx).orElse(null), Forgery.token(ctx), here, notice);
  }

  /** Shows another page next, with a sentence on top. */
  static void go(RoutingContext ctx, String path, String notice) {
    if (notice != null) {
      ctx.session().put(NOTICE, notice);
    }
    ctx.response().setStatusCode(303).putHeader("Location", path).end();
  }
}
