package io.bactrian.apply;

import io.bactrian.problem.Problem;
import io.bactrian.problem.ProblemException;

/**
 * Thrown when a route that applies or builds changesets leaves out a step or runs steps in the
 * wrong order. Nothing is committed. The message names the step; {@link #in} adds the route.
 */
public final class StepOrderException extends ProblemException {
  private static final long serialVersionUID = 1;

  public StepOrderException(String message) {
    super(Problem.of(message));
  }

  private StepOrderException(Problem problem) {
    super(problem);
  }

  /**
   * Returns this exception with the route in which it happened.
   *
   * @param what what was not done to the changeset, for example "applied"
   */
  public StepOrderException in(String route, String changeset, String what) {
    return new StepOrderException(
        Problem.of(
                "Changeset %s not %s: in route `%s`, %s.", changeset, what, route, problem().what())
            .follows("The stream waits; nothing is written or lost.")
            .toDo(
                "Correct the route (routes/README.md lists the steps) and start the site again."));
  }
}
