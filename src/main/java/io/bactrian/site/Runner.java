package io.bactrian.site;

import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.TemplatedRouteBuilder;
import org.apache.camel.main.Main;

/**
 * Runs the routes of a site until closed. The routes are what the site's {@code routes} folder
 * holds, or the shipped ones; the beans they name are those of {@link Site#beans()}.
 */
public final class Runner implements AutoCloseable {
  private final Site site;
  private final Main main = new Main();

  /** @param site to run; stays the caller's to close, after this */
  public Runner(Site site) {
    this.site = site;
  }

  /**
   * Starts everything, schedules included.
   *
   * @throws IllegalStateException when a route can't be started; says which
   */
  public void start() {
    configure(true);
    try {
      main.start();
      for (RouteFromTemplate route : site.templatedRoutes()) {
        add(route);
      }
    } catch (Exception e) {
      throw new IllegalStateException(
          "Site %s not started: %s. Its data is as it was. Correct the route or the setting named here and start again."
              .formatted(site.id(), e.getMessage()),
          e);
    }
  }

  /**
   * @param id of the route
   * @param template in {@code routes/}
   */
  record RouteFromTemplate(String id, String template, Map<String, String> parameters) {}

  private void add(RouteFromTemplate route) {
    TemplatedRouteBuilder builder =
        TemplatedRouteBuilder.builder(main.getCamelContext(), route.template()).routeId(route.id());
    route.parameters().forEach(builder::parameter);
    builder.add();
  }

  private void configure(boolean listening) {
    Properties properties = new Properties();
    properties.setProperty("camel.main.name", "bactrian-" + site.id());
    properties.setProperty("camel.main.routesIncludePattern", site.routesPattern());
    properties.setProperty("camel.main.shutdownTimeout", "15");
    properties.setProperty("camel.main.shutdownSuppressLoggingOnTimeout", "true");
    properties.setProperty("camel.main.profile", "prod");
    properties.setProperty("camel.main.jmxEnabled", "true");
    properties.setProperty("camel.main.jmxManagementNamePattern", "bactrian-" + site.id());
    properties.setProperty("camel.main.routeControllerLoggingLevel", "OFF");
    if (listening && site.listens() != null) {
      String[] address = site.listens().split(":");
      properties.setProperty("camel.server.enabled", "true");
      properties.setProperty("camel.server.host", address[0]);
      properties.setProperty("camel.server.port", address[1]);
      properties.setProperty("camel.server.maxBodySize", "-1");
    }
    site.placeholders().forEach(properties::setProperty);
    main.setOverrideProperties(properties);
    main.setDefaultPropertyPlaceholderLocation("false");
    site.beans().forEach(main::bind);
  }

  /** To send to a route from outside, as {@code bactrian sync} and tests do. */
  public ProducerTemplate template() {
    return main.getCamelTemplate();
  }

  public CamelContext camelContext() {
    return main.getCamelContext();
  }

  /** Ids of the routes that run, for checks. */
  public List<String> routes() {
    return main.getCamelContext().getRoutes().stream().map(r -> r.getRouteId()).sorted().toList();
  }

  @Override
  public void close() {
    site.wakeAll();
    main.stop();
  }
}
