package io.bactrian.site;

import io.bactrian.changeset.SystemVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Finds the versions of a partner's schema that a site's folder has files for. */
final class KnownVersions {
  private static final String YAML = ".yaml";

  private KnownVersions() {}

  /**
   * Versions for which there is a mapping to this site or, at a hub, a schema, in the order of
   * their numbers; the one without number if there is none.
   *
   * @param system the partner's kind of system
   * @param own the site's own, whose schema {@code install} writes beside the others
   */
  static List<SystemVersion> of(SiteFolder folder, String system, SystemVersion own, boolean hub) {
    SortedSet<SystemVersion> found = new TreeSet<>();
    add(found, folder.transformers(), system, "-to-" + own + YAML);
    if (hub) {
      add(found, folder.schemas(), system, YAML);
      if (!Files.exists(folder.mapping(own, own))) {
        found.remove(own);
      }
    }
    return found.isEmpty() ? List.of(new SystemVersion(system, 0)) : List.copyOf(found);
  }

  private static void add(
      SortedSet<SystemVersion> found, Path folder, String system, String ending) {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (Stream<Path> files = Files.list(folder)) {
      files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(ending))
          .map(name -> SystemVersion.parse(name.substring(0, name.length() - ending.length())))
          .flatMap(Optional::stream)
          .filter(version -> version.system().equals(system))
          .forEach(found::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
