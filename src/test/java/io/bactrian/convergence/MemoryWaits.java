package io.bactrian.convergence;

import io.bactrian.apply.Wait;
import io.bactrian.apply.WaitingRow;
import io.bactrian.changeset.RowId;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The parked, awaited and deferred rows of a {@link MemorySite}. */
final class MemoryWaits {
  private final List<Wait> waits;

  MemoryWaits(List<Wait> waits) {
    this.waits = waits;
  }

  /** Without what is to be asked for. */
  List<Wait> of(String stream, Wait.Kind kind) {
    return all(stream, kind).stream().map(MemoryWaits::brief).toList();
  }

  private List<Wait> all(String stream, Wait.Kind kind) {
    return waits.stream()
        .filter(wait -> wait.stream().equals(stream) && wait.kind() == kind)
        .toList();
  }

  /** What rows wait for is always too long to be brought along. */
  private static Wait brief(Wait w) {
    return w.kind() == Wait.Kind.AWAITED ? w : w.with(null);
  }

  List<Wait> of(String stream, Wait.Kind kind, RowId row) {
    return all(stream, kind).stream()
        .filter(wait -> new RowId(wait.table(), wait.key()).equals(row))
        .sorted(Comparator.comparingInt(Wait::sequence))
        .toList();
  }

  List<WaitingRow> rows(String stream, Wait.Kind kind) {
    Map<RowId, WaitingRow> rows = new LinkedHashMap<>();
    for (Wait wait : all(stream, kind)) {
      RowId row = new RowId(wait.table(), wait.key());
      WaitingRow one =
          new WaitingRow(
              row, 1, wait.sequence(), wait.number(), wait.payload().length(), wait.needs());
      rows.merge(
          row,
          one,
          (a, b) ->
              new WaitingRow(
                  row,
                  a.changes() + 1,
                  Math.max(a.sequence(), b.sequence()),
                  Math.min(a.number(), b.number()),
                  a.size() + b.size(),
                  a.needs() != null ? a.needs() : b.needs()));
    }
    return List.copyOf(rows.values());
  }

  Wait whole(Wait wait) {
    return wait.payload() != null ? wait : there(wait).orElseThrow();
  }

  /** The one with the same primary key. */
  private Optional<Wait> there(Wait wait) {
    return waits.stream()
        .filter(
            w ->
                w.stream().equals(wait.stream())
                    && w.kind() == wait.kind()
                    && w.table().equals(wait.table())
                    && w.key().equals(wait.key())
                    && w.sequence() == wait.sequence())
        .findFirst();
  }

  /** Says how it is undone. */
  Runnable put(Wait wait) {
    if (there(wait).isPresent()) {
      throw new AssertionError("primary key of bactrian_wait violated");
    }
    waits.add(wait);
    return () -> waits.remove(wait);
  }

  /** Says how it is undone. */
  Runnable remove(Wait wait) {
    Optional<Wait> there = there(wait);
    there.ifPresent(waits::remove);
    return () -> there.ifPresent(waits::add);
  }
}
