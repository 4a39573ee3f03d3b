package io.bactrian.decide;

import io.bactrian.apply.Wait;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.RowId;
import io.bactrian.database.StoredStreams;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Parked changes at a hub, and the rows that spokes report as held, for people. Thread-safe; reads
 * the content of a change only where it is shown.
 */
public final class WaitingChanges {
  private final List<String> spokes;
  private final StoredStreams streams;

  public WaitingChanges(List<String> spokes, StoredStreams streams) {
    this.spokes = List.copyOf(spokes);
    this.streams = streams;
  }

  /** A row that waits; several changes of it are one. */
  record Waiting(Wait first) {
    RowId row() {
      return new RowId(first.table(), first.key());
    }

    ListedQuestion listed() {
      boolean held = first.kind() == Wait.Kind.HELD_THERE;
      return new ListedQuestion(
          id(held),
          held ? QuestionKind.HELD : QuestionKind.PARKED,
          first.stream(),
          first.table(),
          text(first.key()),
          List.of(),
          held ? "held at %s: %s".formatted(first.stream(), first.reason()) : first.reason(),
          first.at(),
          first.number());
    }

    private String id(boolean held) {
      String text =
          first.stream()
              + '\n'
              + first.table()
              + '\n'
              + first.key().text()
              + (held ? "\nheld" : "");
      return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).toString();
    }
  }

  /** Of the selected spokes, in the order in which they came. */
  List<Waiting> all(Wait.Kind kind, String onlySpoke) {
    List<Waiting> all = new ArrayList<>();
    for (String spoke : spokes) {
      if (onlySpoke == null || onlySpoke.equals(spoke)) {
        streams.firsts(spoke, kind).forEach(first -> all.add(new Waiting(first)));
      }
    }
    all.sort(Comparator.comparingLong(waiting -> waiting.first().number()));
    return all;
  }

  /** Ids of all rows that wait, under which notes about them are kept. */
  public Set<String> ids() {
    return Stream.of(Wait.Kind.PARKED, Wait.Kind.HELD_THERE)
        .flatMap(kind -> all(kind, null).stream())
        .map(waiting -> waiting.listed().id())
        .collect(Collectors.toSet());
  }

  /** Whether changes of this row are parked. */
  boolean parked(String spoke, RowId row) {
    return !streams.waits(spoke, Wait.Kind.PARKED, row).isEmpty();
  }

  /** As what people see it. */
  static QuestionKind kind(Wait.Kind kind) {
    return kind == Wait.Kind.PARKED ? QuestionKind.PARKED : QuestionKind.HELD;
  }

  /** A key for display. */
  static String text(Key key) {
    return IntStream.range(0, key.width()).mapToObj(key::get).collect(Collectors.joining(","));
  }
}
