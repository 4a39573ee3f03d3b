package io.bactrian.site;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.bactrian.config.SiteConfiguration;
import io.bactrian.routes.RouteFile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A spoke asks the one hub that its settings name, whatever a header or the hub itself says. Beside
 * this, each request begins without any header.
 */
class SpokeAddressTest {
  private final List<String> hubWasAsked = new CopyOnWriteArrayList<>();
  private final List<String> otherWasAsked = new CopyOnWriteArrayList<>();

  @TempDir Path folder;
  private HttpServer hub;
  private HttpServer other;
  private String options = "";

  @BeforeEach
  void start() throws IOException {
    other = server();
    other.createContext("/", request -> answer(request, otherWasAsked, 200));
    hub = server();
  }

  @AfterEach
  void stop() {
    hub.stop(0);
    other.stop(0);
  }

  @Test
  void no_header_takes_a_request_elsewhere() throws Exception {
    hub.createContext("/", request -> answer(request, hubWasAsked, 200));
    Map<String, Object> foreign =
        Map.of(
            "CamelHttpUri",
            address(other) + "/elsewhere",
            "CamelHttpMethod",
            "POST",
            "Host",
            "elsewhere.example");
    assertThat(send(foreign).getException()).isNull();
    assertThat(hubWasAsked).containsExactly("POST /bactrian/exchange");
    assertThat(otherWasAsked).isEmpty();
  }

  @Test
  void what_the_address_itself_has_behind_a_question_mark_goes_along() throws Exception {
    hub.createContext("/", request -> answer(request, hubWasAsked, 200));
    options = "?tenant=7";
    assertThat(send(Map.of("CamelHttpMethod", "POST")).getException()).isNull();
    assertThat(hubWasAsked).containsExactly("POST /bactrian/exchange?tenant=7");
  }

  @Test
  void nothing_in_a_header_is_resolved_to_what_this_site_knows() throws Exception {
    System.setProperty("spoke.address.test", "a-secret");
    try {
      hub.createContext("/", request -> answer(request, hubWasAsked, 200));
      send(Map.of("CamelHttpUri", address(hub) + "/{{sys:spoke.address.test}}"));
      assertThat(hubWasAsked).noneMatch(asked -> asked.contains("a-secret"));
    } finally {
      System.clearProperty("spoke.address.test");
    }
  }

  @Test
  void a_hub_that_sends_it_elsewhere_is_not_followed() throws Exception {
    hub.createContext(
        "/",
        request -> {
          request.getResponseHeaders().set("Location", address(other) + "/elsewhere");
          answer(request, hubWasAsked, 307);
        });
    assertThat(send(Map.of("Authorization", "Bearer " + TestSites.TOKEN)).getException())
        .isNotNull();
    assertThat(hubWasAsked).hasSize(1);
    assertThat(otherWasAsked).isEmpty();
  }

  private Exchange send(Map<String, Object> headers) throws Exception {
    Files.writeString(
        folder.resolve(SiteConfiguration.FILE),
        """
        site.id = c1
        site.role = spoke
        site.system = shop
        database.url = jdbc:h2:mem:none
        partner.hq.system = office
        partner.hq.endpoint = %s/bactrian/exchange%s
        partner.hq.token = %s
        """
            .formatted(address(hub), options, TestSites.TOKEN));
    try (CamelContext camel = new DefaultCamelContext();
        ProducerTemplate template = camel.createProducerTemplate()) {
      camel
          .getRegistry()
          .bind(
              "no-silent-retries",
              (HttpClientConfigurer) HttpClientBuilder::disableAutomaticRetries);
      Properties placeholders = new Properties();
      placeholders.putAll(HubAddress.placeholders(SiteConfiguration.read(folder)));
      camel.getPropertiesComponent().setInitialProperties(placeholders);
      for (String file : new String[] {"error-policy", "call-hub"}) {
        PluginHelper.getRoutesLoader(camel)
            .loadRoutes(
                ResourceHelper.resolveResource(camel, "file:routes/" + file + RouteFile.SUFFIX));
      }
      camel.start();
      return template.request(
          "direct:call-hub",
          exchange -> {
            exchange.getMessage().setHeaders(new HashMap<>(headers));
            exchange.getMessage().setBody("x");
          });
    }
  }

  private static void answer(HttpExchange request, List<String> asked, int status)
      throws IOException {
    asked.add(request.getRequestMethod() + " " + request.getRequestURI());
    request.getRequestBody().readAllBytes();
    request.sendResponseHeaders(status, -1);
    request.close();
  }

  private static HttpServer server() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.start();
    return server;
  }

  private static String address(HttpServer server) {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }
}
