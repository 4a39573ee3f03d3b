package io.bactrian.exchange;

import io.bactrian.problem.Problem;

/** Why the stream from this site to a partner is stopped. Pure. */
record StreamProblems(String site, String partner) {

  Problem abandoned() {
    return Problem.of(
            "Stream %s→%s stands still: %s was abandoned here, so that changes for it are not kept any more.",
            site, partner, partner)
        .follows("Its own changes are still taken.")
        .toDo(
            "To have it back, run `bactrian load %s` at %s: it gets all its rows again.",
            partner, site)
        .inStream(site, partner);
  }

  /** The partner acknowledges a changeset that was not sent. */
  Problem neverSent(long number, long last) {
    return Problem.of(
            "Stream %s→%s stops: %s has applied changeset #%d, but the last one sent is #%d. This site's changelog was restored from a backup, or another site uses its id.",
            site, partner, partner, number, last)
        .follows("Nothing is lost or sent meanwhile.")
        .toDo("Stop that one, or stop this site and run `bactrian recover` here.")
        .inStream(site, partner);
  }

  /** A source transaction needs a larger changeset than the partner takes. */
  Problem tooLarge(String transaction, long bytes, long most) {
    return Problem.of(
            "Stream %s→%s stands still: the source transaction %s makes a changeset of more than %d bytes of XML, and %s takes %d.",
            site, partner, transaction, bytes, partner, most)
        .follows("Nothing is lost; what was committed before it is sent.")
        .toDo(
            "Raise `changeset.max-size` at %s; once %s tells it, the stream goes on.",
            partner, partner)
        .inStream(site, partner);
  }

  /** The partner acknowledges less than it did before. */
  Problem wentBack(long number, long known) {
    return Problem.of(
            "Stream %s→%s stops: %s says that it has applied changeset #%d, but it acknowledged #%d before. Its database was restored from a backup, or another site uses its id.",
            site, partner, partner, number, known)
        .follows("Nothing is lost or sent meanwhile.")
        .toDo("Stop that one, or stop %s and run `bactrian recover` there.", partner)
        .inStream(site, partner);
  }
}
