package io.bactrian.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What must hold of the shipped routes, read as text and as YAML. */
class RoutesTest {
  private static final Path FOLDER = Path.of("routes");

  static List<RouteFile> files() {
    return RouteFile.shipped();
  }

  static Stream<RouteFile.Route> routes() {
    return files().stream().flatMap(file -> file.routes().stream());
  }

  @Test
  void ids_are_unique_and_kebab_case() {
    List<String> ids = routes().map(RouteFile.Route::id).toList();
    assertThat(ids).doesNotHaveDuplicates().allMatch(id -> id.matches("[a-z]+(-[a-z]+)*"));
    assertThat(ids).hasSizeGreaterThan(10);
  }

  /** Else Camel starts none of them; those of templates may be the same as others. */
  @Test
  void ids_of_steps_are_unique_among_plain_routes() {
    List<Object> ids = new ArrayList<>();
    routes()
        .filter(route -> route.parameters().isEmpty())
        .forEach(route -> ids.addAll(RouteFile.values(route.body().get("from"), "id")));
    assertThat(ids).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("files")
  void a_file_is_short_begins_with_what_it_is_for_and_has_the_name_of_its_first_entry(
      RouteFile file) {
    assertThat(file.lines()).hasSizeLessThan(60);
    assertThat(file.lines().get(0)).startsWith("# ");
    assertThat(file.entries().get(0)).isEqualTo(file.name());
  }

  /** The rig of these tests makes sure that each step of the file is passed. */
  @ParameterizedTest
  @MethodSource("files")
  void a_file_has_a_test_that_runs_it_by_itself(RouteFile file) throws Exception {
    assertThat(RouteRig.testOf(file)).isAssignableTo(RouteRig.class);
  }

  @Test
  void the_readme_tells_of_each_entry_and_of_no_other() throws IOException {
    Set<String> entries = new TreeSet<>();
    files().forEach(file -> entries.addAll(file.entries()));
    entries.removeAll(Set.of("answer-policy", "file-error-policy", "inner-step"));
    Set<String> told = new TreeSet<>();
    for (String line : Files.readAllLines(FOLDER.resolve("README.md"))) {
      if (line.startsWith("| `")) {
        told.add(line.substring(3, line.indexOf('`', 3)));
      }
    }
    assertThat(told).isEqualTo(entries);
  }

  @ParameterizedTest
  @MethodSource("routes")
  void a_routes_error_policy_is_one_of_those_in_the_one_file(RouteFile.Route route)
      throws IOException {
    RouteFile policies = RouteFile.read(FOLDER.resolve("error-policy" + RouteFile.SUFFIX));
    List<String> ids = list(route.body().get("routeConfigurationId"));
    ids.remove("back-off");
    assertThat(ids).isNotEmpty().isSubsetOf(policies.entries());
    assertThat(RouteFile.values(route.body(), "onException")).isEmpty();
  }

  /** Those that a partner's file or another route sets going are not asked whether they are due. */
  @ParameterizedTest
  @MethodSource("routes")
  void what_starts_by_itself_waits_after_a_failure_and_is_in_a_group(RouteFile.Route route) {
    String from = (String) ((Map<?, ?>) route.body().get("from")).get("uri");
    boolean byItself = !from.matches("(direct|seda:(?!captured)).*");
    assertThat(Optional.ofNullable(route.body().get("group")))
        .isIn(
            byItself
                ? List.of(Optional.of("own-work"), Optional.of("exchange"))
                : List.of(Optional.empty()));
    assertThat(route.body().get("autoStartup")).isEqualTo(byItself ? false : null);
    if (from.matches("(timer|scheduler|seda:captured).*")) {
      assertThat(list(route.body().get("routeConfigurationId"))).contains("back-off");
    }
  }

  private static List<String> list(Object ids) {
    return new ArrayList<>(List.of(((String) ids).split(",")));
  }

  @ParameterizedTest
  @MethodSource("routes")
  void what_comes_from_outside_loses_its_camel_headers_first(RouteFile.Route route) {
    Map<?, ?> from = (Map<?, ?>) route.body().get("from");
    if (outside((String) from.get("uri"))) {
      assertThat(stripped(((List<?>) from.get("steps")).get(0))).isIn("Camel*", "*");
    }
    for (List<?> steps : lists(route.body())) {
      for (int i = 0; i < steps.size(); i++) {
        if (steps.get(i) instanceof Map<?, ?> step && step.containsKey("to") && answers(step)) {
          assertThat(i + 1 == steps.size() ? "*" : stripped(steps.get(i + 1))).isIn("Camel*", "*");
        }
      }
    }
  }

  private static boolean outside(String uri) {
    return !uri.matches("(seda|direct|timer|scheduler|quartz):.*");
  }

  private static boolean answers(Map<?, ?> step) {
    return step.get("to") instanceof Map<?, ?> to && "{{hub.endpoint}}".equals(to.get("uri"));
  }

  private static Object stripped(Object step) {
    return step instanceof Map<?, ?> map && map.get("removeHeaders") instanceof Map<?, ?> strip
        ? strip.get("pattern")
        : null;
  }

  private static List<List<?>> lists(Object node) {
    List<List<?>> lists = new ArrayList<>();
    if (node instanceof List<?> list) {
      lists.add(list);
    }
    Collection<?> children =
        node instanceof Map<?, ?> map
            ? map.values()
            : node instanceof List<?> list ? list : List.of();
    children.forEach(child -> lists.addAll(lists(child)));
    return lists;
  }

  @ParameterizedTest
  @MethodSource("routes")
  void only_a_partner_that_was_identified_chooses_an_endpoint(RouteFile.Route route) {
    List<Object> dynamic = new ArrayList<>();
    RouteFile.values(route.body(), "toD")
        .forEach(step -> dynamic.add(((Map<?, ?>) step).get("uri")));
    assertThat(dynamic)
        .isSubsetOf(
            "seda:apply-from-${exchangeProperty.partner}",
            "direct:build-changeset-${exchangeProperty.partner}");
  }

  @ParameterizedTest
  @MethodSource("files")
  void there_is_no_sql_no_script_and_no_class_in_it_and_the_database_is_asked_what_its_kind_says(
      RouteFile file) {
    assertThat(file.text())
        .doesNotContainIgnoringCase("select ", "insert into", "update ", "delete from");
    assertThat(file.text().replace("uri: jdbc:database,", ""))
        .doesNotContain("jdbc:", "sql:", "groovy", "joor", "language:", "#class:", "#type:")
        .doesNotContain("beanType", "script:", "process:", "?method=apply");
  }

  @Test
  void an_expression_calls_nothing_but_one_named_bean() throws IOException {
    for (RouteFile file : files()) {
      List<String> calls =
          Pattern.compile("\\$\\{([^}]*)}")
              .matcher(file.text())
              .results()
              .map((MatchResult found) -> found.group(1))
              .filter(
                  text ->
                      !text.matches(
                          "body(\\.place|\\.open)?|null|exchangeProperty\\.\\w+|exception\\.message"))
              .toList();
      assertThat(calls)
          .isSubsetOf(
              "bean:capture?method=mayLook",
              "bean:conflict-archive?method=isRequested",
              "bean:capture?method=foundWork",
              "bean:conflict-files?method=missing",
              "bean:deliveries?method=awaited",
              "bean:events?method=isDue",
              "bean:outages?method=isDue",
              "bean:loads?method=recordNextPages",
              "bean:partner-schedules?method=isClosedTo",
              "bean:purge?method=isRequested",
              "bean:waiting-rows?method=isDue",
              "bean:stream-retries?method=dueStreams");
    }
  }
}
