package io.bactrian.apply;

import io.bactrian.changeset.Header;
import io.bactrian.problem.Problem;
import io.bactrian.problem.ProblemException;

/** Whether a changeset is the next one of its stream. Pure. */
final class StreamGuard {
  private StreamGuard() {}

  /**
   * @throws OutOfStepException when the changeset is not the one that follows what is applied
   */
  static void check(StreamState state, Header header) {
    boolean restart = state.mayBeginWith(header);
    boolean follows =
        !state.awaitsRestart()
            && header.number() == state.number() + 1
            && (!state.hashKnown() || header.previous().equals(state.hash()));
    if (restart || follows) {
      return;
    }
    if (header.number() <= state.number()) {
      throw new OutOfStepException(
          Problem.of(
                  "Changeset %s was applied meanwhile, by another process of this site: the stream is at #%d.",
                  header.name(), state.number())
              .inStream(header.source(), header.destination())
              .follows("Nothing is lost or doubled; when it comes again it is recognized.")
              .toDo("Stop the other process: a site has one runner.")
              .passes());
    }
    String why =
        header.number() != state.number() + 1
            ? "expected #" + (state.number() + 1)
            : "it follows another #" + state.number() + " than the one applied here";
    throw new OutOfStepException(
        Problem.of("Changeset %s not applied: %s.", header.name(), why)
            .inStream(header.source(), header.destination())
            .follows("The stream stops; nothing is lost.")
            .toDo(
                "One of the two sites was restored from a backup, or its id is used twice: stop it and run `bactrian recover` there."));
  }

  /** The stream can't go on by itself. */
  static final class OutOfStepException extends ProblemException {
    private static final long serialVersionUID = 1;

    OutOfStepException(Problem problem) {
      super(problem);
    }
  }
}
