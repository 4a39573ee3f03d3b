package io.bactrian.site;

import io.bactrian.changeset.SystemVersion;
import io.bactrian.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Paths of a site's files. Immutable. */
public record SiteFolder(Path path) {

  public Path tables() {
    return path.resolve("tables.yaml");
  }

  /** The mapping from rows of one kind of system to those of another. */
  public Path mapping(SystemVersion from, SystemVersion to) {
    return transformers().resolve(from + "-to-" + to + ".yaml");
  }

  Path transformers() {
    return path.resolve("transformers");
  }

  public Path rules() {
    return path.resolve("conflict-rules");
  }

  /** What the tables of a kind of system look like. */
  public Path schema(SystemVersion kind) {
    return schemas().resolve(kind + ".yaml");
  }

  Path schemas() {
    return path.resolve("schemas");
  }

  /** State of a running site, for other processes. */
  Path running() {
    return path.resolve("running.json");
  }

  /** Requests of other processes to try streams again, one file per partner. */
  Path retry() {
    return path.resolve("retry");
  }

  /** Request of another process to take over what was changed. */
  Path renewal() {
    return path.resolve("renewal");
  }

  /** Who did what on the web page, a file for each month. */
  public Path audit() {
    return path.resolve("audit");
  }

  /** For documents while they are written or checked. */
  public Path spool() {
    return path.resolve("spool");
  }

  /**
   * Removes files that a killed process left half written; they would fill the disk in time. Only
   * for the owner of the site's lock.
   */
  void clearSpool() {
    if (!Files.isDirectory(spool())) {
      return;
    }
    try (Stream<Path> left = Files.list(spool())) {
      for (Path file : left.toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw Problem.of(
              "What an earlier process left in %s can't be removed (%s).", spool(), e.getMessage())
          .follows("Nothing was started.")
          .toDo("Check the folder's permissions.")
          .exception(e);
    }
  }

  /** Folder of the embedded changelog. */
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
