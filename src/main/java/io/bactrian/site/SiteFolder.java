package io.bactrian.site;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where a site's files are. Immutable. */
public record SiteFolder(Path path) {

  public Path tables() {
    return path.resolve("tables.yaml");
  }

  /** The mapping from rows of one kind of system to those of another. */
  public Path mapping(String from, String to) {
    return path.resolve("transformers").resolve(from + "-to-" + to + ".yaml");
  }

  public Path rules() {
    return path.resolve("conflict-rules");
  }

  /** What the tables of a kind of system look like. */
  public Path schema(String system) {
    return schemas().resolve(system + ".yaml");
  }

  Path schemas() {
    return path.resolve("schemas");
  }

  /** What a running site says of itself to other processes. */
  Path running() {
    return path.resolve("running.json");
  }

  /** Where other processes ask a running site to try again, a file for each partner. */
  Path retry() {
    return path.resolve("retry");
  }

  /** For documents while they are written or checked. */
  public Path spool() {
    return path.resolve("spool");
  }

  /** Of the embedded changelog. */
  public Path changelog() {
    return path.resolve("changelog");
  }

  /** Camel's pattern for the routes: the site's own, where it has any, else the shipped ones. */
  String routesPattern(Path own) {
    return own != null && Files.isDirectory(own)
        ? "file:" + own + "/*.camel.yaml"
        : "classpath:routes/*.camel.yaml";
  }
}
