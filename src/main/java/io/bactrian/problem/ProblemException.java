package io.bactrian.problem;

import java.util.Optional;

/**
 * Something that a person is to know of and can do something about; a fault of the program itself
 * is an {@link ProblemException} or an {@link IllegalArgumentException} instead. Subclasses exist
 * where code has to tell it from others.
 */
public class ProblemException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient Problem problem;

  /**
   * @param cause what was caught; null for nothing
   */
  public ProblemException(Problem problem, Throwable cause) {
    super(problem.text(), cause);
    this.problem = problem;
  }

  public ProblemException(Problem problem) {
    this(problem, null);
  }

  /** Never null. */
  public final Problem problem() {
    return problem;
  }

  /** The problem of the outermost of these in a chain of causes; empty when there is none. */
  public static Optional<Problem> in(Throwable failure) {
    for (Throwable e = failure; e != null && e != e.getCause(); e = e.getCause()) {
      if (e instanceof ProblemException known) {
        return Optional.of(known.problem());
      }
    }
    return Optional.empty();
  }
}
