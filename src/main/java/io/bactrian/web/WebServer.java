package io.bactrian.web;

import io.bactrian.config.SiteConfiguration;
import io.bactrian.config.Tokens;
import io.bactrian.problem.Problem;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.SessionHandler;
import io.vertx.ext.web.sstore.LocalSessionStore;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves a site's web page, and further sections beside it, until closed. To be opened and closed
 * once, by any thread. Pages are made by worker threads, so that a slow database delays them alone.
 */
public final class WebServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WebServer.class);
  private static final int WORKERS = 8;

  /** Where programs ask, who are identified by each request and not by a session alone. */
  private static final String PROGRAMS = "/api/";

  private static final long TIMEOUT_SECONDS = 5;
  private static final long REFRESH_MILLIS = 1_000;

  /** Bytes of a form: an edited row, percent-encoded; of somebody unknown: a login. */
  private static final long FORM = 32L << 20;

  /** Fields of a form: three for each column of a wide table, or one for each of a set. */
  private static final int FIELDS = 10_000;

  private static final long STRANGERS_FORM = 16L << 10;

  private final SiteConfiguration configuration;
  private final Accounts accounts;
  private final Vertx vertx;
  private final Router router;

  /**
   * @param more sections to serve beside the page
   * @throws io.bactrian.config.ConfigurationException when the file of accounts is faulty
   */
  public WebServer(Served site, AuditLog audit, List<Section> more) {
    configuration = site.configuration();
    accounts = Accounts.in(configuration.folder());
    vertx = Vertx.vertx(economical());
    router = Router.router(vertx);
    boolean https = configuration.web().address().isPresent();
    Pages pages = new Pages(id(), hub());
    Supplier<String> tokens = new Tokens(new SecureRandom())::next;
    Forgery forgery = new Forgery(tokens);
    Login login = new Login(vertx, accounts, new Slowdown(site.clock()), forgery, audit, pages);
    Failures failures = new Failures(id(), pages);
    router.route().handler(new Protection(https)).failureHandler(ctx -> failed(ctx, failures));
    router.errorHandler(404, ctx -> new Failures(id(), pages).handle(ctx));
    router.errorHandler(405, ctx -> new Failures(id(), pages).handle(ctx));
    new Assets().addTo(router);
    router.route().handler(sessions(https));
    router.route().handler(ctx -> from(ctx, https)).handler(login.identify());
    router.route(PROGRAMS + "*").handler(login.byHeader());
    router.route().handler(WebServer::boundForm);
    router.route().handler(BodyHandler.create(false).setBodyLimit(FORM));
    router.route().handler(forgery);
    login.addTo(router);
    new HomeSection(site, pages).addTo(router);
    new ConflictsSection(site.decisions(), site.clock(), pages).addTo(router);
    new SetSection(site.decisions(), audit, site.clock(), tokens, pages).addTo(router);
    new QuestionSection(site.decisions(), audit, site.clock(), pages).addTo(router);
    more.forEach(section -> section.addTo(router));
  }

  /** Sections for programs answer failures in their own way. */
  private static void failed(RoutingContext ctx, Failures failures) {
    if (ctx.normalizedPath().startsWith(PROGRAMS)) {
      ctx.next();
    } else {
      failures.handle(ctx);
    }
  }

  private String id() {
    return configuration.site().id();
  }

  private String hub() {
    return configuration.isHub() ? id() : configuration.partners().get(0).id();
  }

  private static VertxOptions economical() {
    return new VertxOptions()
        .setEventLoopPoolSize(1)
        .setWorkerPoolSize(WORKERS)
        .setInternalBlockingPoolSize(2)
        .setFileSystemOptions(
            new FileSystemOptions()
                .setClassPathResolvingEnabled(false)
                .setFileCachingEnabled(false));
  }

  /** Cookies do not tell ports apart, so that their name has the site. */
  private SessionHandler sessions(boolean https) {
    return SessionHandler.create(LocalSessionStore.create(vertx, "sessions"))
        .setSessionTimeout(configuration.web().idle().toMillis())
        .setLazySession(true)
        .setSessionCookieName((https ? "__Host-bactrian-" : "bactrian-") + id())
        .setCookieHttpOnlyFlag(true)
        .setCookieSecureFlag(https)
        .setCookieSameSite(CookieSameSite.LAX)
        .setSessionCookiePath("/");
  }

  private static void from(RoutingContext ctx, boolean proxy) {
    String address = ctx.request().remoteAddress().hostAddress();
    String forwarded = proxy ? ctx.request().getHeader("X-Forwarded-For") : null;
    Access.cameFrom(
        ctx,
        forwarded == null ? address : forwarded.substring(forwarded.lastIndexOf(',') + 1).strip());
    ctx.next();
  }

  /** What somebody unknown sends is read only when it is small. */
  private static void boundForm(RoutingContext ctx) {
    String length = ctx.request().getHeader("Content-Length");
    boolean body = length != null || ctx.request().getHeader("Transfer-Encoding") != null;
    if (Access.account(ctx).isEmpty()
        && body
        && (length == null
            || !length.matches("\\d{1,9}")
            || Long.parseLong(length) > STRANGERS_FORM)) {
      ctx.fail(413);
    } else {
      ctx.next();
    }
  }

  /**
   * Opens it.
   *
   * @throws io.bactrian.problem.ProblemException when the address can't be bound
   */
  public void open() {
    var listen = configuration.web().listen().orElseThrow();
    try {
      await(
          vertx
              .createHttpServer(
                  new HttpServerOptions()
                      .setHost(listen.host())
                      .setPort(listen.port())
                      .setMaxFormAttributeSize((int) FORM)
                      .setMaxFormFields(FIELDS)
                      .setCompressionSupported(true)
                      .setIdleTimeout(60))
              .requestHandler(router)
              .listen());
      vertx.setPeriodic(REFRESH_MILLIS, timer -> vertx.executeBlocking(this::refresh));
    } catch (Exception e) {
      throw Problem.of("`web.listen = %s` can't be bound (%s).", listen, e.getMessage())
          .toDo("Stop who has it, or name another.")
          .exception(e);
    }
  }

  private Void refresh() {
    try {
      accounts.refresh();
    } catch (RuntimeException e) {
      LOG.debug("the accounts of {} can't be read again", id(), e);
    }
    return null;
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    try {
      await(vertx.close());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      LOG.warn(
          "The web page of {} did not close in {} s ({}). The site stops all the same.",
          id(),
          TIMEOUT_SECONDS,
          "" + e);
    }
  }
}
