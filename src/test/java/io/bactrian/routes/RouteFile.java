package io.bactrian.routes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * One file of routes.
 *
 * @param name without what file names end in
 * @param top its top-level entries
 */
public record RouteFile(String name, String text, List<Map<String, Map<String, Object>>> top) {
  /** How the names of these files end. */
  public static final String SUFFIX = ".camel.yaml";

  /**
   * A route, from a template or not.
   *
   * @param parameters of the template
   */
  public record Route(String id, List<String> parameters, Map<String, Object> body) {
    @Override
    public String toString() {
      return id;
    }
  }

  /** Reads one. */
  @SuppressWarnings("unchecked")
  public static RouteFile read(Path file) {
    try {
      String text = Files.readString(file);
      return new RouteFile(
          file.getFileName().toString().replace(SUFFIX, ""),
          text,
          (List<Map<String, Map<String, Object>>>)
              new Load(LoadSettings.builder().build()).loadFromString(text));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Of the folder of shipped routes. */
  public static List<RouteFile> shipped() {
    try (var files = Files.list(Path.of("routes"))) {
      return files
          .filter(file -> file.toString().endsWith(SUFFIX))
          .sorted()
          .map(RouteFile::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<String> lines() {
    return text.lines().toList();
  }

  /** Ids of routes, templates and policies. */
  List<String> entries() {
    return top.stream()
        .flatMap(entry -> entry.values().stream())
        .map(body -> (String) body.get("id"))
        .toList();
  }

  @SuppressWarnings("unchecked")
  public List<Route> routes() {
    List<Route> routes = new ArrayList<>();
    for (Map<String, Map<String, Object>> entry : top) {
      if (entry.containsKey("route")) {
        Map<String, Object> body = entry.get("route");
        routes.add(new Route((String) body.get("id"), List.of(), body));
      } else if (entry.containsKey("routeTemplate")) {
        Map<String, Object> template = entry.get("routeTemplate");
        List<String> parameters =
            ((List<Map<String, String>>) template.get("parameters"))
                .stream().map(parameter -> parameter.get("name")).toList();
        Map<String, Object> body = (Map<String, Object>) template.get("route");
        routes.add(new Route((String) template.get("id"), parameters, body));
      }
    }
    return routes;
  }

  /** Everything that stands under a key, however deep. */
  public static List<Object> values(Object node, String key) {
    List<Object> found = new ArrayList<>();
    if (node instanceof Map<?, ?> map) {
      map.forEach(
          (name, value) -> {
            if (name.equals(key)) {
              found.add(value);
            }
            found.addAll(values(value, key));
          });
    } else if (node instanceof List<?> list) {
      list.forEach(value -> found.addAll(values(value, key)));
    }
    return found;
  }

  @Override
  public String toString() {
    return name;
  }
}
