package io.bactrian.web;

import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.Session;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Who asks, and what that account may do. Confined to the request that it is called with. */
public final class Access {
  private static final String ACCOUNT = "account";
  private static final String ADDRESS = "address";

  private Access() {}

  /** The account that asks; empty when nobody is logged in. */
  public static Optional<Account> account(RoutingContext ctx) {
    return Optional.ofNullable(ctx.get(ACCOUNT));
  }

  /** The address from which the request came, as the audit log shows it. */
  public static String address(RoutingContext ctx) {
    return ctx.get(ADDRESS);
  }

  /**
   * Says who asks, for the rest of this request. For sections that identify by something else than
   * a login, before {@link #require}.
   */
  public static void identify(RoutingContext ctx, Account account) {
    ctx.put(ACCOUNT, account);
  }

  static void cameFrom(RoutingContext ctx, String address) {
    ctx.put(ADDRESS, address);
  }

  /** A handler that lets only accounts with this role pass, or with one that includes it. */
  public static Handler<RoutingContext> require(Role role) {
    return ctx -> {
      Optional<Account> account = account(ctx);
      if (account.filter(one -> one.role().includes(role)).isPresent()) {
        ctx.next();
      } else if (account.isPresent()) {
        ctx.fail(403);
      } else if (ctx.request().method().name().equals("GET") && acceptsHtml(ctx)) {
        String to = URLEncoder.encode(ctx.request().uri(), StandardCharsets.UTF_8);
        ctx.response().setStatusCode(303).putHeader("Location", "/login?to=" + to).end();
      } else {
        ctx.fail(401);
      }
    };
  }

  static boolean acceptsHtml(RoutingContext ctx) {
    String accepts = ctx.request().getHeader("Accept");
    return accepts != null && accepts.contains("text/html");
  }

  /** Whether who asks was identified by a session's cookie, which the browser adds by itself. */
  static boolean bySession(RoutingContext ctx) {
    Session session = ctx.session();
    return session != null && session.get(Login.NAME) != null;
  }
}
