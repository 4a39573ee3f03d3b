package io.bactrian.archive;

import io.bactrian.apply.ConflictCounts;
import io.bactrian.changelog.ConflictLog;
import io.bactrian.changelog.ConflictNotes;
import io.bactrian.changelog.ConflictPurge;
import io.bactrian.changelog.Note;
import io.bactrian.changelog.RulesHistory;
import io.bactrian.problem.Problem;
import io.bactrian.problem.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps records of decided conflicts as long, and as many, as configured: what is older or more is
 * written to a folder, and deleted once it is on disk there. Open conflicts are never deleted. A
 * run that was cut short is completed by the next one. Thread-safe; one run at a time.
 */
public final class ConflictArchive {
  private static final Logger LOG = LoggerFactory.getLogger(ConflictArchive.class);
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("yyyy-MM-dd").withZone(ZoneOffset.UTC);

  private final ConflictLog conflicts;
  private final ConflictNotes notes;
  private final ConflictPurge purge;
  private final RulesHistory rules;
  private final Policy policy;
  private final SettledNotes settled;
  private final Consumer<Map<String, ConflictCounts>> uncount;
  private final Clock clock;
  private volatile boolean requested;

  /**
   * @param waiting reads the ids of rows that wait for a person now, to which notes belong
   * @param uncount called with what is deleted, by spoke, before it is
   */
  public ConflictArchive(
      ConflictLog conflicts,
      ConflictNotes notes,
      ConflictPurge purge,
      RulesHistory rules,
      Policy policy,
      Supplier<Set<String>> waiting,
      Consumer<Map<String, ConflictCounts>> uncount,
      Clock clock) {
    this.conflicts = conflicts;
    this.notes = notes;
    this.purge = purge;
    this.rules = rules;
    this.policy = policy;
    this.settled = new SettledNotes(conflicts, notes, waiting);
    this.uncount = uncount;
    this.clock = clock;
  }

  /**
   * How long records of decided conflicts are kept.
   *
   * @param keep since they were decided or undone last; empty for ever
   * @param most how many; empty for all
   * @param folder where they are written before they are deleted
   */
  public record Policy(Optional<Duration> keep, Optional<Integer> most, Path folder) {}

  /** Requests a run; the request stays until it is done. */
  public void request() {
    requested = policy.keep().isPresent() || policy.most().isPresent();
  }

  public boolean isRequested() {
    return requested;
  }

  /** Archives and deletes what the policy does not keep. */
  public void run() {
    Instant now = clock.instant();
    long gone = 0;
    if (policy.keep().isPresent()) {
      Instant before = now.minus(policy.keep().get());
      gone += purge(new ConflictPurge.Which(before, before, null), Long.MAX_VALUE, true);
      forget(before, 0, true);
    }
    if (policy.most().isPresent()) {
      long more = purge.count() - policy.most().get();
      gone += purge(new ConflictPurge.Which(now, now, null), Math.max(0, more), true);
      forget(now, policy.most().get(), true);
    }
    requested = false;
    if (gone > 0) {
      LOG.info("records of decided conflicts archived and deleted: {}", gone);
    }
  }

  /** How many records match. */
  public long count(ConflictPurge.Which which) {
    return purge.count(which);
  }

  /**
   * Deletes matching records of decided conflicts, the oldest first.
   *
   * @param most how many at most
   * @param archived whether they are written to the folder before
   * @return how many
   * @throws ProblemException when they can't be written; then those stay
   */
  public synchronized long purge(ConflictPurge.Which which, long most, boolean archived) {
    long gone =
        purge.run(
            which,
            most,
            batch -> {
              if (archived) {
                write(batch.ids());
              }
              uncount.accept(batch.sizes());
              notes.delete(batch.ids());
            });
    purgeRules(archived);
    return gone;
  }

  /** Those that decided nothing of what is left. */
  private void purgeRules(boolean archived) {
    for (RulesHistory.Kept kept : rules.unneeded(clock.instant())) {
      if (archived) {
        write(
            file -> {
              line(file, RecordLine.of(kept));
              file.end("rules-" + DAY.format(kept.since()));
            });
      }
      rules.delete(List.of(kept.id()));
    }
  }

  /**
   * Deletes notes about rows that waited and wait no longer, as they were noted before this.
   *
   * @param archived whether they are written to the folder before
   */
  public long forget(Instant before, boolean archived) {
    return forget(before, 0, archived);
  }

  private synchronized long forget(Instant before, int keep, boolean archived) {
    return settled.delete(
        before,
        keep,
        some -> {
          if (archived) {
            writeNotes(some);
          }
        });
  }

  private void writeNotes(List<ConflictNotes.Stored> some) {
    write(
        file -> {
          some.forEach(note -> line(file, RecordLine.of(note)));
          file.end("notes-" + DAY.format(some.get(0).note().at()));
        });
  }

  private void write(List<String> ids) {
    Map<String, List<Note>> noted = notes.of(ids);
    write(
        file -> {
          Instant[] first = new Instant[1];
          conflicts.each(
              ids,
              stored -> {
                first[0] = first[0] == null ? stored.at() : first[0];
                List<Note> notes = noted.getOrDefault(stored.record().id(), List.of());
                line(file, RecordLine.of(stored, notes));
              });
          if (first[0] != null) {
            file.end("conflicts-" + DAY.format(first[0]));
          }
        });
  }

  /** Writes lines and ends the file. */
  private interface Lines {
    void to(ArchiveFile file) throws IOException;
  }

  private void write(Lines lines) {
    try (ArchiveFile file = new ArchiveFile(policy.folder())) {
      lines.to(file);
    } catch (IOException | UncheckedIOException e) {
      throw Problem.of(
              "Records of decided conflicts can't be written to %s (%s).",
              policy.folder(), e.getMessage())
          .follows("They were not deleted, and are tried again.")
          .toDo("Look whether the disk is full, and whether this site's user may write there.")
          .passes()
          .exception(e);
    }
  }

  private static void line(ArchiveFile file, String text) {
    try {
      file.line(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Deletes large rows that no record refers to any more; the site must not run. */
  public void sweep() {
    purge.sweep();
  }
}
