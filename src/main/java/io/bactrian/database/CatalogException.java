package io.bactrian.database;

import io.bactrian.database.dialect.Finding;
import io.bactrian.problem.Problem;
import io.bactrian.problem.ProblemException;
import java.util.List;
import java.util.stream.Collectors;

/** The database does not have what the configuration names; all faults at once. */
public final class CatalogException extends ProblemException {
  private static final long serialVersionUID = 1;
  private final transient List<Finding> faults;

  CatalogException(List<Finding> faults) {
    super(
        Problem.of(
            "The database does not fit the configuration:\n"
                + faults.stream().map(f -> "  " + f.message()).collect(Collectors.joining("\n"))));
    this.faults = List.copyOf(faults);
  }

  /** Never empty. */
  public List<Finding> faults() {
    return faults;
  }
}
