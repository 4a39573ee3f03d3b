package io.bactrian.exchange.mongo;

import io.bactrian.exchange.Manifest;
import io.bactrian.problem.Problem;

/**
 * Checks that keep two processes, or a store that went back in time, from mixing up a stream. Pure.
 */
final class ManifestChecks {
  private ManifestChecks() {}

  /**
   * Requires that a stored manifest is the one to be stored.
   *
   * @throws io.bactrian.problem.ProblemException when it has another hash
   */
  static void requireSame(Manifest there, Manifest manifest) {
    if (!there.hash().equals(manifest.hash())) {
      throw Problem.of(
              "%s is stored already with another hash (%s, now %s).",
              name(manifest), there.hash(), manifest.hash())
          .follows("It was not overwritten and nothing is sent.")
          .toDo(
              "Another process builds this stream and was faster, or one of the stores went back in time: stop the other process, or restore both stores of the site to the same moment.")
          .exception();
    }
  }

  /**
   * Requires that a manifest comes after the last one of its stream.
   *
   * @param last null: there is none
   * @throws io.bactrian.problem.ProblemException when it does not
   */
  static void requireLater(Manifest last, Manifest manifest) {
    if (last != null
        && (manifest.incarnation() < last.incarnation()
            || manifest.incarnation() == last.incarnation()
                && manifest.number() <= last.number())) {
      throw Problem.of(
              "%s does not come after the last one, #%d of incarnation %d.",
              name(manifest), last.number(), last.incarnation())
          .follows("It was not stored and nothing is sent.")
          .toDo(
              "Another process builds this stream and was faster, or one of the stores went back in time: stop the other process, or restore both stores of the site to the same moment.")
          .exception();
    }
  }

  static String name(Manifest m) {
    return "The changeset #%d to %s (incarnation %d)"
        .formatted(m.number(), m.partner(), m.incarnation());
  }
}
