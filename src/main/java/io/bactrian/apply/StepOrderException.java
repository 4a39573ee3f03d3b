package io.bactrian.apply;

/**
 * The steps of a route that applies changesets are not those, or not in the order, that make a
 * whole. Nothing is committed. The message says which step; who knows the route names it.
 */
public final class StepOrderException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  public StepOrderException(String message) {
    super(message);
  }

  /**
   * The same with the route in which it happened.
   *
   * @param what what did not happen to the changeset, as "applied"
   */
  public StepOrderException in(String route, String changeset, String what) {
    return new StepOrderException(
        "Changeset %s not %s: in route `%s`, %s. The stream waits; nothing is written or lost. Correct the route (routes/README.md lists the steps) and start the site again."
            .formatted(changeset, what, route, getMessage()));
  }
}
