package io.bactrian.install;

import io.bactrian.config.SiteConfiguration;
import io.bactrian.file.Reach;
import io.bactrian.problem.Problem;
import io.bactrian.site.SiteFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds files of a site that other users of the machine could read or change: its secrets, its
 * stores, and the files that configure it. Does not check the folders through which carriers
 * exchange files.
 */
public final class Exposure {
  private static final String ROWS = "contains rows of the tracked tables";

  private final SiteConfiguration configuration;
  private final SiteFolder folder;

  public Exposure(SiteConfiguration configuration) {
    this.configuration = configuration;
    this.folder = new SiteFolder(configuration.folder());
  }

  /**
   * One sentence per file, with the command that corrects it.
   *
   * @throws io.bactrian.problem.ProblemException when rights can't be read
   */
  public List<String> findings() {
    List<String> findings = new ArrayList<>();
    confidential().forEach((path, what) -> add(findings, path, what, true));
    for (Path file :
        List.of(
            folder.path(),
            folder.path().resolve(SiteConfiguration.FILE),
            folder.tables(),
            folder.path().resolve("transformers"),
            folder.rules(),
            configuration.routes().orElse(folder.path().resolve("routes")))) {
      if (!confidential().containsKey(file)) {
        add(findings, file, "configures the site", false);
      }
    }
    return findings;
  }

  private Map<Path, String> confidential() {
    Map<Path, String> all = new LinkedHashMap<>();
    configuration
        .privacy()
        .secrets()
        .forEach(file -> all.put(file, "contains a password or token"));
    if (configuration.changelog().embedded()) {
      all.put(folder.changelog(), ROWS);
      all.put(folder.changelog().resolve("changelog.mv"), ROWS);
    }
    all.put(folder.spool(), ROWS);
    all.put(folder.audit(), "says who did what");
    return all;
  }

  private static void add(List<String> findings, Path path, String what, boolean confidential) {
    try {
      Reach reach = Reach.of(path);
      if (reach.writes() || confidential && reach.reads()) {
        String mode = !confidential ? "go-w" : Files.isDirectory(path) ? "700" : "600";
        findings.add(
            "%s %s, and others than its owner can %s it. Run `chmod %s %s`."
                .formatted(path, what, reach.writes() ? "change" : "read", mode, path));
      }
    } catch (IOException e) {
      throw Problem.of("The rights of %s can't be read (%s).", path, e)
          .follows("Nothing was started.")
          .toDo("Check the folder's permissions.")
          .exception(e);
    }
  }
}
