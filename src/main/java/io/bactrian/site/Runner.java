package io.bactrian.site;

import io.bactrian.config.SiteConfiguration;
import io.bactrian.door.Door;
import io.bactrian.monitor.Monitor;
import io.bactrian.problem.Problem;
import io.bactrian.route.StepFigures;
import io.bactrian.web.WebServer;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.Route;
import org.apache.camel.builder.TemplatedRouteBuilder;
import org.apache.camel.main.Main;
import org.apache.camel.main.SimpleMainShutdownStrategy;
import org.apache.camel.spi.RouteController;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the routes of a site until closed: those in the site's {@code routes} folder, or the shipped
 * ones. Must not be started twice.
 */
public final class Runner implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Runner.class);

  /** Group of the routes that start by themselves and exchange with no partner. */
  private static final String OWN_WORK = "own-work";

  /** Time for work under way to finish when the site stops. */
  private static final Duration GRACE = Duration.ofSeconds(12);

  /** Time for it to fail after its connections are cut. */
  private static final Duration CUT = Duration.ofSeconds(5);

  private final Site site;
  private final Mode mode;
  private final Optional<SiteLock> lock;
  private final Main main = new Main();
  private Monitor monitor;
  private Door door;
  private WebServer web;
  private ProducerTemplate template;

  /** Who starts the routes. */
  public enum Mode {
    /** Their schedules. */
    BY_ITSELF,
    /** The caller; nothing starts by itself. */
    ON_DEMAND
  }

  /**
   * @param site to run; the caller closes it, after this runner
   * @throws SiteLock.LockedException when another process runs this site
   */
  public Runner(Site site, Mode mode) {
    this.site = site;
    this.mode = mode;
    this.lock = Optional.of(SiteLock.take(site.configuration().folder()));
  }

  /**
   * @param lock on the site's folder, which the caller releases after this runner is closed
   */
  Runner(Site site, Mode mode, SiteLock lock) {
    Objects.requireNonNull(lock);
    this.site = site;
    this.mode = mode;
    this.lock = Optional.empty();
  }

  /**
   * Starts everything.
   *
   * @throws io.bactrian.problem.ProblemException when a route can't be started; says which
   */
  public void start() {
    configure();
    StepFigures figures = new StepFigures("bactrian-" + site.id(), Clock.systemUTC());
    site.problems()
        .begin(
            figures::slowest,
            () ->
                Silence.of(
                    site.configuration(), site.streams(), site.partnerSchedules().suspended()),
            site.configuration().partners().stream().map(SiteConfiguration.Partner::id).toList());
    try {
      new SiteFolder(site.configuration().folder()).clearSpool();
      main.start();
      template = main.getCamelContext().createProducerTemplate();
      for (Transport.PartnerRoute route : Transport.of(site.configuration())) {
        add(route);
      }
      if (mode == Mode.BY_ITSELF) {
        site.retries().retryAll();
        resume();
        main.getCamelContext().getRouteController().startRouteGroup(OWN_WORK);
      }
      door =
          SiteDoor.open(
                  site.configuration(),
                  new RoutedRounds(template, site.problems().outages(), site.streams()),
                  site.captured())
              .orElse(null);
      web = SiteWeb.open(site).orElse(null);
      monitor =
          new Monitor(
              site::status,
              site.problems().outages()::now,
              site.problems().health()::now,
              site.problems().holds()::now,
              site.id(),
              site.configuration().partners().stream().map(SiteConfiguration.Partner::id).toList(),
              Clock.systemUTC());
    } catch (Exception e) {
      close();
      throw notStarted(Problem.in(e)).exception(e);
    }
  }

  private Problem notStarted(Problem why) {
    String remedy =
        why.remedy().isEmpty()
            ? "Correct the route or the setting named here and start again."
            : why.remedy();
    return Problem.of("Site %s not started: %s", site.id(), why.what())
        .follows("Its data is as it was.")
        .toDo("%s%s", remedy, ownRoutes())
        .passes(why.mayPass());
  }

  private String ownRoutes() {
    return site.configuration()
        .routes()
        .map(own -> " The routes are those in " + own + ", which replace all shipped ones.")
        .orElse("");
  }

  private void add(Transport.PartnerRoute route) {
    TemplatedRouteBuilder builder =
        TemplatedRouteBuilder.builder(main.getCamelContext(), route.template())
            .routeId(route.id())
            .prefixId(route.partner() + "-");
    route.parameters().forEach(builder::parameter);
    builder.add();
  }

  /** Starts the exchange with partners, as their schedules say. */
  public void resume() throws Exception {
    site.partnerSchedules().start(main.getCamelContext());
  }

  /** Stops the exchange with partners; waits until work under way is finished. */
  public void pause() throws Exception {
    site.partnerSchedules().stop();
    for (Route route : main.getCamelContext().getRoutesByGroup(PartnerSchedules.GROUP)) {
      awaitIdle(route.getId());
      main.getCamelContext().getRouteController().stopRoute(route.getId());
    }
  }

  /** Camel itself checks only once a second whether a stopping route has finished. */
  private void awaitIdle(String route) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
    while (main.getCamelContext().getInflightRepository().size(route) > 0
        && System.nanoTime() < deadline) {
      TimeUnit.MILLISECONDS.sleep(1);
    }
  }

  /** Sends an empty message to a route and waits until it is processed. */
  Exchange send(String endpoint, boolean once) {
    return template.request(
        endpoint,
        exchange -> {
          if (once) {
            exchange.setProperty("once", true);
          }
        });
  }

  /** Starts one route, waits while {@code busy} is true, and stops the route. */
  public void runWhile(String route, BooleanSupplier busy) throws Exception {
    RouteController routes = main.getCamelContext().getRouteController();
    routes.startRoute(route);
    try {
      while (busy.getAsBoolean()) {
        TimeUnit.MILLISECONDS.sleep(50);
      }
    } finally {
      routes.stopRoute(route);
    }
  }

  private void configure() {
    SiteConfiguration configuration = site.configuration();
    Properties camel = new Properties();
    Map.of(
            "main.name",
            "bactrian-" + site.id(),
            "main.routesIncludePattern",
            new SiteFolder(configuration.folder())
                .routesPattern(configuration.routes().orElse(null)),
            "main.shutdownTimeout",
            "" + (GRACE.toSeconds() - 1),
            "main.shutdownSuppressLoggingOnTimeout",
            "true",
            "main.streamCachingEnabled", // changesets are read once, and may not fit into memory
            "false",
            "main.profile",
            "prod",
            "main.jmxEnabled",
            "true",
            "main.jmxManagementNamePattern",
            "bactrian-" + site.id())
        .forEach((key, value) -> camel.setProperty("camel." + key, value));
    site.placeholders().forEach(camel::setProperty);
    main.setOverrideProperties(camel);
    main.setDefaultPropertyPlaceholderLocation("false");
    // Camel's own is a hook of the JVM, which keeps the whole site for as long as the process runs
    main.setShutdownStrategy(new SimpleMainShutdownStrategy());
    site.beans().forEach(main::bind);
  }

  public CamelContext camelContext() {
    return main.getCamelContext();
  }

  /**
   * Stops within 20 s: work under way finishes, or is rolled back by cutting its connections. Camel
   * alone would wait for ever for a statement that a database does not answer.
   */
  private void stopRoutes() throws InterruptedException {
    Thread stopping = new Thread(main::stop, "stop " + site.id());
    stopping.setDaemon(true);
    stopping.start();
    stopping.join(GRACE.toMillis());
    if (stopping.isAlive()) {
      LOG.warn(
          "Site {} stops although work has been under way for more than {} s. It is rolled back and"
              + " done again at the next start; nothing is lost.",
          site.id(),
          GRACE.toSeconds());
      site.cut();
      stopping.join(CUT.toMillis());
    }
  }

  @Override
  public void close() {
    if (web != null) {
      web.close();
    }
    if (door != null) {
      door.stop();
    }
    site.partnerSchedules().stop();
    try {
      stopRoutes();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (door != null) {
      door.close();
    }
    if (monitor != null) {
      monitor.close();
    }
    site.problems().end();
    lock.ifPresent(SiteLock::close);
  }
}
