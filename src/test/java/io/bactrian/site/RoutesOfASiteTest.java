package io.bactrian.site;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.routes.RouteFile;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shipped routes name only what a site gives them. */
class RoutesOfASiteTest {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([^}]*)}}");
  private static final Pattern NAMED = Pattern.compile("#(?!class|type)([a-z][\\w-]*)");

  @TempDir private Path dir;

  @Test
  void placeholders_and_beans_are_all_there_and_templates_get_their_parameters() throws Exception {
    try (TestSites sites = new TestSites(dir);
        Site hub = Site.open(sites.hq.folder)) {
      Set<String> used = new TreeSet<>();
      for (RouteFile file : RouteFile.shipped()) {
        for (RouteFile.Route route : file.routes()) {
          Set<String> placeholders = found(PLACEHOLDER, route.body().toString());
          assertThat(placeholders).as(route.id()).containsAll(route.parameters());
          placeholders.removeAll(route.parameters());
          used.addAll(placeholders);
          assertThat(hub.beans().keySet()).as(route.id()).containsAll(beans(route));
        }
      }
      assertThat(hub.placeholders().keySet()).isEqualTo(used);
    }
  }

  private static Set<String> beans(RouteFile.Route route) {
    Set<String> beans =
        RouteFile.values(route.body(), "bean").stream()
            .map(step -> ((String) ((Map<?, ?>) step).get("ref")).replace("{{partner}}", "c2"))
            .collect(Collectors.toSet());
    beans.addAll(found(NAMED, route.body().toString().replace("{{partner}}", "c2")));
    return beans;
  }

  private static Set<String> found(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .map(match -> match.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void every_route_that_a_site_adds_is_made_from_a_shipped_template() throws Exception {
    Set<String> templates =
        RouteFile.shipped().stream()
            .flatMap(file -> file.routes().stream())
            .filter(route -> !route.parameters().isEmpty())
            .map(RouteFile.Route::id)
            .collect(Collectors.toSet());
    Set<String> added = new TreeSet<>();
    try (TestSites sites = new TestSites(dir)) {
      sites.hq.add(
          "partner.c3.system = shop\npartner.c3.endpoint = seda:a\npartner.c3.source = seda:b\n");
      for (TestSite site : new TestSite[] {sites.hq, sites.c1, sites.c2}) {
        Transport.of(io.bactrian.config.SiteConfiguration.read(site.folder))
            .forEach(route -> added.add(route.template()));
      }
    }
    assertThat(added).isEqualTo(templates);
  }
}
