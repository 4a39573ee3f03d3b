package io.bactrian.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.exchange.Backoff;
import io.bactrian.monitor.Outage;
import io.bactrian.route.Outages;
import io.bactrian.route.Rejects;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.component.stub.StubComponent;
import org.apache.camel.main.MainConfigurationProperties;
import org.apache.camel.model.TemplatedRouteDefinition;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.spi.CamelEvent.ExchangeSendingEvent;
import org.apache.camel.spi.ExceptionHandler;
import org.apache.camel.spi.Registry;
import org.apache.camel.support.EventNotifierSupport;
import org.apache.camel.test.main.junit5.CamelMainTestSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Runs the shipped file of routes after which a test is named, {@code TakeChangesetRouteTest} those
 * of {@code take-changeset}, as they are. Their beans are {@link RecordedBeans}, but for the policy
 * that is shared by all; the endpoints to which they send are mocks, and what comes from outside of
 * Camel comes from the test. When all tests of a class have run, each step was passed.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class RouteRig extends CamelMainTestSupport {
  private static final String TEST = "RouteTest";

  static final String PARTNER = "shop";

  private static final String[] OUTSIDE = {
    "timer", "scheduler", "quartz", "file", "mongodb", "jdbc", "http"
  };

  final RecordedBeans beans = new RecordedBeans();

  /** Has a permit for each failure that was recorded. */
  final Semaphore recorded = new Semaphore(0);

  private volatile Instant now = Instant.EPOCH;
  final Outages outages =
      new Outages(
          new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1), () -> 0),
          () -> now,
          recorded::release);

  private final RouteFile file = RouteFile.read(Path.of("routes", fileName() + RouteFile.SUFFIX));
  private final PassedSteps passed = new PassedSteps();
  private int tests;

  RouteRig() {
    Properties properties = new Properties(); // the super class has no file yet when it asks
    placeholders().forEach(properties::setProperty);
    camelContextConfiguration()
        .withUseOverridePropertiesWithPropertiesComponent(properties)
        .withMockEndpointsAndSkip(allBut(starts()));
  }

  /** Binds the beans of the routes. */
  abstract void bind(Registry registry);

  /** What else <code>{{…}}</code> stands for. */
  Map<String, String> placeholders() {
    return Map.of();
  }

  /** What a parameter of a template is. */
  String parameter(String name) {
    return name.equals("partner") ? PARTNER : placeholders().get(name);
  }

  /** Routes beside those of the file, or null; they begin at endpoints named {@code own-…}. */
  RouteBuilder more() {
    return null;
  }

  /** The test that a file of routes has. */
  static Class<?> testOf(RouteFile file) throws ClassNotFoundException {
    String name =
        Stream.of(file.name().split("-"))
            .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
            .collect(Collectors.joining("", RouteRig.class.getPackageName() + ".", TEST));
    return Class.forName(name);
  }

  private String fileName() {
    return getClass()
        .getSimpleName()
        .replaceFirst(TEST + "$", "")
        .replaceAll("(?<=.)([A-Z])", "-$1")
        .toLowerCase(Locale.ROOT);
  }

  /** Where the routes of the file begin. */
  private List<String> starts() {
    return file.routes().stream()
        .map(route -> (String) ((Map<?, ?>) route.body().get("from")).get("uri"))
        .map(this::resolved)
        .toList();
  }

  private String resolved(String uri) {
    String resolved = uri;
    for (String name : List.of("partner", "folder", "source", "retry.folder", "decisions.folder")) {
      if (resolved.contains("{{" + name + "}}")) {
        resolved = resolved.replace("{{" + name + "}}", parameter(name));
      }
    }
    return resolved;
  }

  /** Camel asks by each of the two ways to write an address. */
  private static String allBut(List<String> uris) {
    return uris.stream()
        .map(uri -> uri.replaceFirst(":", ":(//)?"))
        .collect(Collectors.joining("|", "(?!(\\w+:(//)?own-.*|", ")([?].*)?$).*"));
  }

  @Override
  protected void configure(MainConfigurationProperties configuration) {
    configuration
        .withRoutesIncludePattern(
            Stream.of(file.name(), "error-policy", "back-off")
                .distinct()
                .map(name -> "file:routes/" + name + RouteFile.SUFFIX)
                .collect(Collectors.joining(",")))
        .withStreamCachingEnabled(false);
    configuration.addRoutesBuilder(partnerRoutes());
    if (more() != null) {
      configuration.addRoutesBuilder(more());
    }
  }

  private RouteBuilder partnerRoutes() {
    return new RouteBuilder() {
      @Override
      public void configure() {
        for (RouteFile.Route route : file.routes()) {
          if (!route.parameters().isEmpty()) {
            TemplatedRouteDefinition made =
                templatedRoute(route.id())
                    .routeId(route.id() + "-" + PARTNER)
                    .prefixId(PARTNER + "-");
            route.parameters().forEach(name -> made.parameter(name, parameter(name)));
          }
        }
      }
    };
  }

  @Override
  protected void bindToRegistry(Registry registry) {
    Arrays.stream(OUTSIDE).forEach(scheme -> registry.bind(scheme, new StubComponent()));
    registry.bind("outages", outages);
    registry.bind("rejects", new Rejects());
    registry.bind("quiet", new RecordedBeans().bean("quiet", ExceptionHandler.class));
    bind(registry);
    context.getCamelContextExtension().addInterceptStrategy(passed);
    context.getManagementStrategy().addEventNotifier(new Sent());
  }

  /** Records what a route sends, between what it calls. */
  private final class Sent extends EventNotifierSupport {
    @Override
    public void notify(CamelEvent event) {
      if (event instanceof ExchangeSendingEvent sending
          && sending.getExchange().getFromRouteId() != null) {
        String uri = sending.getEndpoint().getEndpointUri();
        if (!uri.startsWith("mock:")) {
          beans.record("to " + uri.replace("://", ":").replaceFirst("[?].*", ""));
        }
      }
    }
  }

  @BeforeEach
  void start() throws Exception {
    for (Route route : context.getRoutes()) {
      context.getRouteController().startRoute(route.getId());
    }
    MockEndpoint.resetMocks(context);
    outages.now().forEach(outage -> outages.recordSuccessOf(outage.route()));
    recorded.drainPermits();
    beans.clear();
    tests++;
  }

  /** Time goes on. */
  final void pass(Duration time) {
    now = now.plus(time);
  }

  /** An endpoint that a route of the file sends to. */
  final MockEndpoint end(String uri) {
    return getMockEndpoint("mock:" + uri);
  }

  /** What was expected of these endpoints has come true. */
  final void satisfied() throws InterruptedException {
    MockEndpoint.assertIsSatisfied(context);
  }

  /** Sends one message and waits until the route is through with it. */
  final Exchange send(String uri, Object body) {
    return template.request(uri, exchange -> exchange.getMessage().setBody(body));
  }

  /** What fails now, as {@code route: reason}. */
  final List<String> failing() {
    return outages.now().stream().map(Outage::toString).toList();
  }

  @AfterAll
  void each_step_was_passed() {
    if (tests < Arrays.stream(getClass().getDeclaredMethods()).filter(RouteRig::isTest).count()) {
      return; // only some of them were asked for
    }
    assertThat(context.getRouteDefinitions())
        .hasSizeGreaterThanOrEqualTo(file.routes().size())
        .flatMap(passed::missing)
        .isEmpty();
  }

  private static boolean isTest(Method method) {
    return method.isAnnotationPresent(Test.class);
  }
}
