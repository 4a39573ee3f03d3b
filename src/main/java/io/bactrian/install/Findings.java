package io.bactrian.install;

import io.bactrian.config.ManyFaultsException;
import io.bactrian.text.Printable;
import java.util.List;
import java.util.stream.Stream;

/**
 * Results of a check of a site's folder and database, one line each. Immutable.
 *
 * @param faults with any of them the site does not start, because it would lose changes or stop
 * @param notes that do not keep the site from running
 */
public record Findings(List<String> faults, List<String> notes) {

  public Findings {
    faults = faults.stream().map(Printable::of).toList();
    notes = notes.stream().map(Printable::of).toList();
  }

  /** Faults, then notes. */
  public List<String> all() {
    return Stream.concat(faults.stream(), notes.stream()).toList();
  }

  /**
   * @throws io.bactrian.problem.ProblemException with all faults, if there is any
   */
  public void requireSound(String site) {
    if (!faults.isEmpty()) {
      throw new ManyFaultsException(
          faults,
          "Site %s not started; its data is as it was, and nothing is lost. Correct the above and start again; `bactrian check` looks again."
              .formatted(site),
          null);
    }
  }
}
