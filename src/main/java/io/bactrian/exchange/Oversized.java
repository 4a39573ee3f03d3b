package io.bactrian.exchange;

import io.bactrian.changelog.Changelog;
import io.bactrian.problem.Problem;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What to do when a changeset becomes larger than the partner takes: it is built again with its
 * first source transaction alone; when that is too large, the stream stands still and says so until
 * the partner takes more, as a source transaction is never split. For use under the monitor of its
 * stream, but for {@link #problem}.
 */
final class Oversized {
  private static final Logger LOG = LoggerFactory.getLogger(Outgoing.class);

  private final StreamProblems problems;
  private boolean alone;
  private volatile Found found;

  /**
   * @param most that the partner took when it was found
   */
  private record Found(long most, Problem problem) {}

  Oversized(StreamProblems problems) {
    this.problems = problems;
  }

  ChangesetBuild.Stretch stretch(Changelog log, long after, long head, ChangesetSize size) {
    long most = alone ? 1 : size.toPartner();
    return new ChangesetBuild.Stretch(log, after, head, most, size.bytesToPartner());
  }

  /**
   * @throws StreamStoppedException while the partner takes no more than when it was too little
   */
  void requireRoom(ChangesetSize size) {
    Optional<Problem> problem = problem(size);
    if (problem.isPresent()) {
      throw new StreamStoppedException(problem.get());
    }
    found = null;
  }

  /** Why the stream stands still; empty when it does not. */
  Optional<Problem> problem(ChangesetSize size) {
    Found last = found;
    return last == null || size.bytesToPartner() > last.most()
        ? Optional.empty()
        : Optional.of(last.problem());
  }

  /** Bytes of XML that are not enough for the source transaction at which the stream stands. */
  long bytes(ChangesetSize size) {
    Found last = found;
    return last == null || size.bytesToPartner() > last.most() ? 0 : last.most();
  }

  /**
   * A changeset was too large.
   *
   * @throws StreamStoppedException when it has only one source transaction
   */
  void found(ChangesetBuild build, ChangesetSize size) {
    if (!alone && !build.isOne()) {
      alone = true;
      LOG.info(
          "{} is built again, smaller: {} takes {} bytes of XML.",
          build.header().name(),
          build.header().destination(),
          size.bytesToPartner());
      return;
    }
    long most = size.bytesToPartner();
    Problem problem = problems.tooLarge(build.transaction(), build.size(), most);
    found = new Found(most, problem);
    throw new StreamStoppedException(problem);
  }

  /** A changeset was stored. */
  void clear() {
    alone = false;
    found = null;
  }
}
