package io.bactrian.decide;

import io.bactrian.apply.ApplyTransaction;
import io.bactrian.apply.OutboxRecord.ConflictRecord;
import io.bactrian.apply.Resolution;
import io.bactrian.apply.Write;
import io.bactrian.changelog.StoredConflict;
import io.bactrian.changeset.Operation;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Tells what a choice would write about open conflicts; writes nothing. Thread-safe. */
record ConflictPreview(Hub hub, PresentTable tables) {
  private static final int AT_ONCE = 500;

  /** In order, without those that are decided meanwhile, or can't be written any more. */
  List<Preview> of(List<ListedQuestion> some, List<String> choice) {
    Resolution resolution = Choice.resolution(choice);
    List<Preview> all = new ArrayList<>();
    for (int from = 0; from < some.size(); from += AT_ONCE) {
      all.addAll(of(some.subList(from, Math.min(some.size(), from + AT_ONCE)), resolution));
    }
    return all;
  }

  private List<Preview> of(List<ListedQuestion> some, Resolution resolution) {
    Map<String, ListedQuestion> listed = new LinkedHashMap<>();
    some.forEach(one -> listed.put(one.id(), one));
    Map<String, Preview> previews = new HashMap<>();
    hub.conflicts()
        .inParts(
            listed.keySet(),
            part ->
                of(part, listed, resolution)
                    .forEach(one -> previews.put(one.question().id(), one)));
    return listed.keySet().stream().map(previews::get).filter(Objects::nonNull).toList();
  }

  private List<Preview> of(
      List<StoredConflict> part, Map<String, ListedQuestion> listed, Resolution resolution) {
    List<ConflictRecord> records =
        part.stream()
            .filter(StoredConflict::open)
            .map(StoredConflict::record)
            .filter(record -> tables.of(record.conflict().table()).isPresent())
            .map(tables::of)
            .filter(record -> record.key() != null)
            .toList();
    Map<RowId, Row> now;
    try (ApplyTransaction tx = hub.transactions().open()) {
      now = new PresentRows(tables).of(tx, records);
    }
    List<Preview> all = new ArrayList<>();
    for (ConflictRecord record : records) {
      Row before = now.get(new RowId(record.conflict().table().name(), record.key()));
      Row after = resolution.plan(record, before).map(ConflictPreview::row).orElse(before);
      all.add(new Preview(listed.get(record.id()), record.conflict().table(), before, after));
    }
    return all;
  }

  private static Row row(Write write) {
    return write.operation() == Operation.DELETE ? null : write.row();
  }
}
