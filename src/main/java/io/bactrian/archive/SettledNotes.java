package io.bactrian.archive;

import io.bactrian.changelog.ConflictLog;
import io.bactrian.changelog.ConflictNotes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Notes about rows that waited and wait no longer. They belong to no record, so that they go by
 * themselves. Thread-safe.
 *
 * @param waiting reads the ids of rows that wait now
 */
record SettledNotes(ConflictLog conflicts, ConflictNotes notes, Supplier<Set<String>> waiting) {
  private static final int AT_ONCE = 1_000;

  /**
   * Deletes them, the oldest first.
   *
   * @param before when they were written, exclusive
   * @param keep how many of them stay, the newest
   * @param going called with each part before it is deleted; when it fails, the part stays
   * @return how many
   */
  long delete(Instant before, int keep, Consumer<List<ConflictNotes.Stored>> going) {
    List<String> gone = ids(before);
    int end = Math.max(0, gone.size() - keep);
    for (int from = 0; from < end; from += AT_ONCE) {
      List<String> some = gone.subList(from, Math.min(end, from + AT_ONCE));
      going.accept(notes.find(some));
      notes.remove(some);
    }
    return end;
  }

  private List<String> ids(Instant before) {
    Map<String, List<String>> written = notes.before(before);
    List<String> questions = new ArrayList<>(written.keySet());
    Set<String> needed = new HashSet<>(written.isEmpty() ? Set.of() : waiting.get());
    for (int from = 0; from < questions.size(); from += AT_ONCE) {
      needed.addAll(
          conflicts.stored(questions.subList(from, Math.min(questions.size(), from + AT_ONCE))));
    }
    return written.entrySet().stream()
        .filter(question -> !needed.contains(question.getKey()))
        .flatMap(question -> question.getValue().stream())
        .toList();
  }
}
