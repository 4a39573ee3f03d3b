package io.bactrian.web;

import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Refuses requests that another site made a browser send. Whatever is not a read must come from a
 * page of this site, as browsers tell by {@code Sec-Fetch-Site} or {@code Origin}; and where a
 * session says who asks, it must carry the session's token in the form field {@code token} or the
 * header {@code X-Token}. The token stays the same as long as the session, so that several windows
 * can be open. Stateless.
 */
final class Forgery implements Handler<RoutingContext> {
  static final String FIELD = "token";
  private static final String HEADER = "X-Token";
  private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS");

  private final Supplier<String> tokens;

  /**
   * @param tokens gives a new one that nobody can guess
   */
  Forgery(Supplier<String> tokens) {
    this.tokens = tokens;
  }

  /** The token of the request's session, for forms; made at login. */
  static String token(RoutingContext ctx) {
    return ctx.session() == null ? null : ctx.session().get(FIELD);
  }

  void begin(RoutingContext ctx) {
    ctx.session().put(FIELD, tokens.get());
  }

  @Override
  public void handle(RoutingContext ctx) {
    if (READS.contains(ctx.request().method().name())) {
      ctx.next();
    } else if (elsewhere(ctx) || Access.bySession(ctx) && !hasToken(ctx)) {
      ctx.fail(403, new ForgedException());
    } else {
      ctx.next();
    }
  }

  /** Thrown for a request that may be forged. */
  static final class ForgedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    ForgedException() {
      super("a request that did not come from a page of this site", null, false, false);
    }
  }

  private static boolean elsewhere(RoutingContext ctx) {
    String site = ctx.request().getHeader("Sec-Fetch-Site");
    if (site != null) {
      return !site.equals("same-origin") && !site.equals("none");
    }
    String origin = ctx.request().getHeader("Origin");
    return origin != null && !sameHost(origin, ctx.request().getHeader("Host"));
  }

  private static boolean sameHost(String origin, String host) {
    try {
      return host != null && host.equalsIgnoreCase(URI.create(origin).getAuthority());
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static boolean hasToken(RoutingContext ctx) {
    String token = token(ctx);
    String header = ctx.request().getHeader(HEADER);
    String given = header == null ? ctx.request().getFormAttribute(FIELD) : header;
    return token != null
        && given != null
        && MessageDigest.isEqual(
            token.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
  }
}
