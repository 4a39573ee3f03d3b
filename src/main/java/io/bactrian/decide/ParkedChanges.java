package io.bactrian.decide;

import io.bactrian.apply.Wait;
import io.bactrian.apply.WaitText;
import io.bactrian.apply.WaitingRow;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import io.bactrian.database.StoredStreams;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What is parked at a hub, as people are asked about it. Thread-safe. */
public final class ParkedChanges {
  private final List<String> spokes;
  private final StoredStreams streams;

  public ParkedChanges(List<String> spokes, StoredStreams streams) {
    this.spokes = List.copyOf(spokes);
    this.streams = streams;
  }

  /** What waits of one row of a spoke; its content is read when it is looked at. */
  record Parked(String spoke, WaitingRow waiting) {
    /** The same for all that waits of one row. */
    String id() {
      RowId row = waiting.row();
      String text = spoke + '\n' + row.table() + '\n' + row.key().text();
      return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).toString();
    }
  }

  /** Of all spokes. */
  List<Parked> all() {
    List<Parked> parked = new ArrayList<>();
    for (String spoke : spokes) {
      streams
          .waiting(spoke, Wait.Kind.PARKED)
          .forEach(waiting -> parked.add(new Parked(spoke, waiting)));
    }
    return parked;
  }

  /** What waits of one row, in order. */
  List<Wait> waits(String spoke, RowId row) {
    return streams.waits(spoke, Wait.Kind.PARKED, row);
  }

  /** Empty when it waits no more. */
  Optional<OpenQuestion> question(Parked parked) {
    List<Wait> waits = waits(parked.spoke, parked.waiting.row());
    return waits.isEmpty() ? Optional.empty() : Optional.of(question(parked.id(), waits));
  }

  private static OpenQuestion question(String id, List<Wait> waits) {
    Wait first = waits.get(0);
    Item.Change change = WaitText.parse(first.payload());
    Item.Change last = WaitText.parse(waits.get(waits.size() - 1).payload());
    Table table = change.table();
    return new OpenQuestion(
        id,
        "parked",
        first.stream(),
        table,
        text(first.key()),
        IntStream.range(0, table.width()).boxed().toList(),
        first.reason(),
        change.before(),
        null,
        last.after());
  }

  /** A key as people are shown it. */
  static String text(Key key) {
    return IntStream.range(0, key.width()).mapToObj(key::get).collect(Collectors.joining(","));
  }
}
