package io.bactrian.cli;

import io.bactrian.config.SiteConfiguration;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Mix-in of commands that work on a site. */
final class SiteOption {
  @Option(
      names = "--site",
      paramLabel = "DIR",
      defaultValue = ".",
      description = "The site's folder. Default: the current one.")
  private Path folder;

  /** As given, perhaps relative. */
  Path folder() {
    return folder;
  }

  /**
   * @throws io.bactrian.config.ConfigurationException with every fault of its settings
   */
  SiteConfiguration configuration() {
    return SiteConfiguration.read(folder);
  }
}
