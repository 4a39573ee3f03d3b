package io.bactrian.capture.replay;

import io.bactrian.changelog.LogEntry;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.Operation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the applier wrote in one transaction for its partner. */
final class Applied {
  static final String PARTNER = "c1";

  private final boolean suppressed;
  private final Map<RowName, List<Operation>> writes = new HashMap<>();
  private final Map<RowName, Image> left = new HashMap<>();
  private final List<RowName> due = new ArrayList<>();

  Applied(boolean suppressed) {
    this.suppressed = suppressed;
  }

  void write(RowName row, Operation operation) {
    writes.computeIfAbsent(row, name -> new ArrayList<>()).add(operation);
  }

  /** A row that its own write has changed, and nothing can have vetoed. */
  void mustBeRecorded(RowName row) {
    due.add(row);
  }

  /** A row as its transaction left it; null when it is absent. */
  void leave(RowName row, Image image) {
    left.put(row, image);
  }

  Map<RowName, Image> left() {
    return left;
  }

  boolean suppressed() {
    return suppressed;
  }

  boolean wrote(RowName row) {
    return writes.containsKey(row);
  }

  /** What is wrong with the origins of its transaction's entries. */
  Optional<String> check(List<LogEntry> transaction) {
    Map<RowName, List<Operation>> recorded = new HashMap<>();
    for (LogEntry entry : transaction) {
      if (entry.origin() != null && entry.item() instanceof Item.Change change) {
        RowName row = new RowName(change.table().name(), change.key());
        if (!PARTNER.equals(entry.origin()) || suppressed) {
          return Optional.of("this origin is not to be recorded: " + Replay.told(entry));
        }
        List<Operation> own = recorded.computeIfAbsent(row, name -> new ArrayList<>());
        own.add(change.operation());
        if (!wrote(row) || own.size() > writes.get(row).size()) {
          return Optional.of("not the applier's own write: " + Replay.told(entry));
        }
      }
    }
    return suppressed
        ? Optional.empty()
        : due.stream()
            .filter(row -> !recorded.containsKey(row))
            .findFirst()
            .map(row -> "the applier's write of " + row + " is not recorded with its origin");
  }
}
