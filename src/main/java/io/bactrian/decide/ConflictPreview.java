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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
    Map<String, ConflictRecord> records = records(some);
    Map<RowId, Row> now;
    try (ApplyTransaction tx = hub.transactions().open()) {
      now = new PresentRows(tables).of(tx, List.copyOf(records.values()));
    }
    List<Preview> all = new ArrayList<>();
    for (ListedQuestion each : some) {
      ConflictRecord record = records.get(each.id());
      if (record != null && record.key() != null) {
        Row before = now.get(new RowId(record.conflict().table().name(), record.key()));
        Row after = resolution.plan(record, before).map(ConflictPreview::row).orElse(before);
        all.add(new Preview(each, record.conflict().table(), before, after));
      }
    }
    return all;
  }

  private Map<String, ConflictRecord> records(List<ListedQuestion> some) {
    Map<String, ConflictRecord> records = new LinkedHashMap<>();
    for (StoredConflict stored :
        hub.conflicts().find(some.stream().map(ListedQuestion::id).toList())) {
      if (stored.open() && tables.of(stored.record().conflict().table()).isPresent()) {
        records.put(stored.record().id(), tables.of(stored.record()));
      }
    }
    return records;
  }

  private static Row row(Write write) {
    return write.operation() == Operation.DELETE ? null : write.row();
  }
}
