package io.bactrian.config;

import io.bactrian.problem.Problem;
import io.bactrian.problem.ProblemException;
import java.util.List;
import java.util.stream.Collectors;

/** Files of a site can't be used as they are; tells every fault, one a line. */
public final class ConfigurationException extends ProblemException {
  private static final long serialVersionUID = 1;

  private final transient List<Fault> faults;

  public ConfigurationException(List<Fault> faults) {
    super(Problem.of(faults.stream().map(Fault::toString).collect(Collectors.joining("\n"))));
    this.faults = List.copyOf(faults);
  }

  /** By file and line, never empty. */
  public List<Fault> faults() {
    return faults;
  }
}
