package io.bactrian.exchange;

import io.bactrian.apply.StreamState;
import io.bactrian.changeset.ChangesetFile;
import io.bactrian.changeset.Header;
import io.bactrian.problem.Problem;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What place in its stream a sound document has. Thread-safe. */
record Placing(Incoming.Stream stream, StreamHolds holds) {
  private static final Logger LOG = LoggerFactory.getLogger(Incoming.class);

  /**
   * @param kept whether it waited here until now
   * @throws RejectedChangesetException when it is none of this stream, or contradicts it
   */
  Arrival of(Path file, ChangesetFile.Checked checked, boolean kept) {
    Header header = checked.header();
    if (!header.destination().equals(stream.self()) || !header.source().equals(stream.partner())) {
      throw new RejectedChangesetException(
          Problem.of(
                  "Changeset %s rejected: it came in the stream %s→%s.",
                  header.name(), stream.partner(), stream.self())
              .follows("Nothing of it is applied.")
              .toDo("Deliver it to the site it is for, or correct `site.id` and `partner.*`.")
              .inStream(stream.partner(), stream.self()));
    }
    if (!header.system().equals(stream.system())) {
      throw new RejectedChangesetException(
          Problem.of(
                  "Changeset %s rejected: its sender is a system `%s`, but partner.%s.system is `%s`.",
                  header.name(), header.system(), stream.partner(), stream.system())
              .follows("Nothing of it is applied.")
              .toDo("Correct the setting; the changeset comes again.")
              .inStream(stream.partner(), stream.self()));
    }
    StreamState at = stream.state().get();
    boolean restart = at.mayBeginWith(header);
    Arrival.Place place = Arrival.Place.NEXT;
    if (header.number() <= at.number()) {
      known(checked, at);
      place = Arrival.Place.DUPLICATE;
    } else if ((header.number() > at.number() + 1 || at.awaitsRestart()) && !restart) {
      place = Arrival.Place.EARLY;
    } else if (!kept && holds.mustWait(stream.partner(), header.number())) {
      place = Arrival.Place.ON_HOLD;
    } else if (!restart) {
      follows(header, at);
    }
    return new Arrival(place, file, header, checked.hash(), checked.changes());
  }

  private void follows(Header header, StreamState at) {
    if (at.hashKnown() && !header.previous().equals(at.hash())) {
      throw new RejectedChangesetException(
          Problem.of(
                  "Changeset %s rejected: it follows another #%d than the one applied here.",
                  header.name(), at.number())
              .follows("Nothing of it is applied; the stream waits for the one that does follow.")
              .toDo(
                  "%s was restored from a backup, or two sites use its id: stop that site and run `bactrian recover` there.",
                  stream.partner())
              .inStream(stream.partner(), stream.self()));
    }
  }

  /** What has the number of one that was applied must be that one. */
  private void known(ChangesetFile.Checked checked, StreamState at) {
    Header header = checked.header();
    Optional<String> applied = stream.hashes().apply(header.number());
    boolean past = header.incarnation() < Header.incarnation(at.number());
    if (applied.filter(checked.hash()::equals).isPresent()) {
      LOG.info("{} is here again; it was applied before.", header.name());
    } else if (applied.isEmpty() && !at.hashKnown()) {
      LOG.info("{} is here again; it was applied before this site was recovered.", header.name());
    } else if (applied.isEmpty() && past) {
      LOG.info(
          "{} is of a past incarnation of the stream, which was left unfinished; it is not needed.",
          header.name());
    } else {
      Problem problem =
          applied.isPresent()
              ? Problem.of(
                      "Changeset %s rejected: #%d was applied before with other content. %s was restored from a backup, or two sites use its id.",
                      header.name(), header.number(), stream.partner())
                  .follows("The stream stops; nothing is applied.")
                  .toDo("Stop that site and run `bactrian recover` there.")
              : Problem.of(
                      "Changeset %s rejected: it is so old that what was applied as #%d is not remembered; %s is at #%d.",
                      header.name(), header.number(), stream.self(), at.number())
                  .follows("Nothing is applied.")
                  .toDo(
                      "If it is a file that turned up late, delete it; if %s sends nothing newer, it was restored from a backup: run `bactrian recover` there.",
                      stream.partner());
      throw new RejectedChangesetException(problem.inStream(stream.partner(), stream.self()));
    }
  }
}
