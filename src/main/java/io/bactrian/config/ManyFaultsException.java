package io.bactrian.config;

import io.bactrian.problem.Problem;
import io.bactrian.problem.ProblemException;
import io.bactrian.text.Printable;
import java.util.List;
import java.util.stream.Collectors;

/** Several things stand against what was to be done; tells each, one a line. */
public final class ManyFaultsException extends ProblemException {
  private static final long serialVersionUID = 1;

  /**
   * @param faults a sentence each
   * @param outcome what follows and what to do
   */
  public ManyFaultsException(List<String> faults, String outcome, Throwable cause) {
    super(
        Problem.of(
                faults.stream()
                    .map(fault -> Printable.of(fault) + "\n")
                    .collect(Collectors.joining()))
            .follows(Printable.of(outcome)),
        cause);
  }
}
