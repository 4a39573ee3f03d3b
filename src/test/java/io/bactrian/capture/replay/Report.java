package io.bactrian.capture.replay;

/** A failing history and the smallest that fails in the same way. */
record Report(History history, History smallest, Outcome outcome) {

  /** The script of the smallest, with what happened. */
  String told() {
    String fault =
        outcome.fault() == null
            ? "does not fail again"
            : outcome.fault().fault() + ": " + outcome.fault().getMessage();
    return "seed %d, %d of %d parts and steps, %s%n%s%n  %s"
        .formatted(
            history.seed(),
            smallest.size(),
            history.size(),
            smallest.peculiarities(),
            fault,
            String.join("\n  ", outcome.told()));
  }
}
