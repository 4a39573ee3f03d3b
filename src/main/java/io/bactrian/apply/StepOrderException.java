package io.bactrian.apply;

import io.bactrian.problem.Problem;
import io.bactrian.problem.ProblemException;

/**
 * The steps of a route that applies changesets are not those, or not in the order, that make a
 * whole. Nothing is committed. The message says which step; who knows the route names it.
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
   * The same with the route in which it happened.
   *
   * @param what what did not happen to the changeset, as "applied"
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
