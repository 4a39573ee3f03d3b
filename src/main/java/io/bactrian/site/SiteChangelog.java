package io.bactrian.site;

import io.bactrian.changelog.ChangelogStore;
import io.bactrian.config.SiteConfiguration;
import io.bactrian.problem.ProblemException;
import java.time.Duration;

/** Opens the store of a site's changelog. */
final class SiteChangelog {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private SiteChangelog() {}

  /**
   * The store as it is configured.
   *
   * @throws UnreachableException when it does not answer now and may later
   * @throws ProblemException when it can't be reached; says which, and what to do
   */
  static ChangelogStore open(SiteConfiguration configuration) {
    try {
      return ChangelogStore.open(
          configuration.changelog().uri(),
          configuration.changelog().database(),
          new SiteFolder(configuration.folder()).changelog(),
          PATIENCE);
    } catch (ProblemException e) {
      throw e.problem().mayPass() ? new UnreachableException(e.problem(), e) : e;
    }
  }
}
