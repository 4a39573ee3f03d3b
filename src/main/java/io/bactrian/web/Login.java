package io.bactrian.web;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Logs people in and out. Thread-safe. */
final class Login implements Section {
  /** Of the session: the name of the account. */
  static final String NAME = "name";

  /** Each password that is checked takes memory. */
  private static final int AT_ONCE = 2;

  private final Accounts accounts;
  private final Slowdown slowdown;
  private final Forgery forgery;
  private final AuditLog audit;
  private final Pages pages;
  private final WorkerExecutor checks;

  Login(
      Vertx vertx,
      Accounts accounts,
      Slowdown slowdown,
      Forgery forgery,
      AuditLog audit,
      Pages pages) {
    this.accounts = accounts;
    this.slowdown = slowdown;
    this.forgery = forgery;
    this.audit = audit;
    this.pages = pages;
    this.checks = vertx.createSharedWorkerExecutor("passwords", AT_ONCE);
  }

  /** Finds the account of a session; one that is gone or has another role is no longer in it. */
  Handler<RoutingContext> identify() {
    return ctx -> {
      String name = ctx.session().get(NAME);
      if (name != null) {
        Optional<Account> account = accounts.find(name);
        if (account.isPresent()) {
          Access.identify(ctx, account.get());
        } else {
          ctx.session().destroy();
        }
      }
      ctx.next();
    };
  }

  /** Finds the account whose name and password a request of a program carries (HTTP Basic). */
  Handler<RoutingContext> byHeader() {
    return ctx -> {
      String header = ctx.request().getHeader("Authorization");
      if (header == null) {
        ctx.next();
        return;
      }
      String[] given = BasicCredentials.parse(header);
      String from = Access.address(ctx);
      Duration wait = given == null ? Duration.ZERO : slowdown.wait(given[0], from);
      if (given == null || !Account.isName(given[0])) {
        ctx.fail(401);
      } else if (!wait.isZero()) {
        ctx.response().putHeader("Retry-After", "" + (wait.toSeconds() + 1));
        ctx.fail(429);
      } else {
        slowdown.tried(given[0], from);
        ctx.request().pause();
        checks
            .executeBlocking(() -> program(given[0], given[1], from), false)
            .onSuccess(account -> identified(ctx, account))
            .onFailure(ctx::fail);
      }
    };
  }

  /** Logs only what is refused: what a program does is in the audit log by itself. */
  private Optional<Account> program(String name, String password, String from) {
    Optional<Account> account = accounts.authenticate(name, password);
    if (account.isPresent()) {
      slowdown.succeeded(name, from);
    } else {
      audit.record(name, from, "login refused", null);
    }
    return account;
  }

  private static void identified(RoutingContext ctx, Optional<Account> account) {
    ctx.request().resume();
    if (account.isPresent()) {
      Access.identify(ctx, account.get());
      ctx.next();
    } else {
      ctx.fail(401);
    }
  }

  @Override
  public void addTo(Router router) {
    router.get("/login").handler(ctx -> form(ctx, 200, null));
    router.post("/login").handler(this::login);
    router.post("/logout").handler(this::logout);
  }

  private void form(RoutingContext ctx, int status, String error) {
    Map<String, Object> values = new HashMap<>();
    values.put("to", target(ctx));
    values.put("error", error);
    values.put("none", accounts.list().isEmpty());
    ctx.response().setStatusCode(status);
    pages.send(ctx, "login", "login", values);
  }

  /** A path of this site, whatever the request says. */
  private static String target(RoutingContext ctx) {
    String to = ctx.request().getParam("to");
    return to != null && to.matches("/(?![/\\\\])[^\\\\\\p{Cntrl}]*") ? to : "/";
  }

  private void login(RoutingContext ctx) {
    String name = ctx.request().getFormAttribute("name");
    String password = ctx.request().getFormAttribute("password");
    if (name == null || password == null || !Account.isName(name)) {
      form(ctx, 401, "Name or password is wrong.");
      return;
    }
    String from = Access.address(ctx);
    Duration wait = slowdown.wait(name, from);
    if (!wait.isZero()) {
      long seconds = wait.toSeconds() + 1;
      ctx.response().putHeader("Retry-After", "" + seconds);
      form(ctx, 429, "Too many wrong passwords. Try again in %,d seconds.".formatted(seconds));
      return;
    }
    slowdown.tried(name, from);
    checks
        .executeBlocking(() -> check(name, password, from), false)
        .onSuccess(account -> answer(ctx, account))
        .onFailure(ctx::fail);
  }

  private Optional<Account> check(String name, String password, String from) {
    Optional<Account> account = accounts.authenticate(name, password);
    audit.record(name, from, account.isPresent() ? "login" : "login refused", null);
    if (account.isPresent()) {
      slowdown.succeeded(name, from);
    }
    return account;
  }

  private void answer(RoutingContext ctx, Optional<Account> account) {
    if (account.isEmpty()) {
      form(ctx, 401, "Name or password is wrong.");
      return;
    }
    ctx.session().regenerateId();
    ctx.session().put(NAME, account.get().name());
    forgery.begin(ctx);
    Pages.go(ctx, target(ctx), null);
  }

  private void logout(RoutingContext ctx) {
    ctx.session().destroy();
    Pages.go(ctx, "/login", null);
  }
}
