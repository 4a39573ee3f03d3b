package io.bactrian.install;

import io.bactrian.config.ManyFaultsException;
import io.bactrian.text.Printable;
import java.util.List;
import java.util.stream.Stream;

/**
 * What is wrong with a site's folder and its database, a sentence each, on one line. Immutable.
 *
 * @param faults with any of these the site would lose changes or stand still: it does not run
 * @param notes worth knowing
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
