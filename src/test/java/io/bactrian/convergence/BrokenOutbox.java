package io.bactrian.convergence;

import io.bactrian.apply.OutboxRecord.ConflictRecord;
import io.bactrian.apply.OutboxRecord.VerdictFor;
import io.bactrian.changelog.Head;
import io.bactrian.changeset.RowId;
import io.bactrian.convergence.MemoryLog.Out;
import java.util.List;
import java.util.function.Consumer;

/** An outbox that implements the {@link Breakage}s of an outbox. */
final class BrokenOutbox extends MemoryOutbox {
  private final Breakage broken;
  private long highest;
  private List<Out> batch = List.of();

  private BrokenOutbox(Breakage broken, SimulatedSite site) {
    super(site.database, site.fate);
    this.broken = broken;
  }

  static MemoryOutbox of(Breakage broken, SimulatedSite site) {
    return switch (broken) {
      case ROW_BEFORE_HEAD,
          CLEAR_BEFORE_APPEND,
          CLEAR_ALL,
          BY_FIRST_NUMBER,
          SKIP_THE_GAP,
          FORGET_CONFLICTS,
          NO_ABSENCE_CORRECTION,
          ABSENCE_BY_LOG_ALONE,
          BY_PARENTS_NOW,
          NOTHING_FOLLOWS ->
          new BrokenOutbox(broken, site);
      default -> new MemoryOutbox(site.database, site.fate);
    };
  }

  @Override
  long asked(long moment, long now) {
    return broken == Breakage.BY_PARENTS_NOW ? now : moment;
  }

  @Override
  boolean follows() {
    return broken != Breakage.NOTHING_FOLLOWS;
  }

  @Override
  List<Out> rows() {
    List<Out> rows = super.rows();
    batch = rows;
    if (broken == Breakage.CLEAR_BEFORE_APPEND) {
      fate.step("outbox emptied", () -> site.outbox.removeAll(rows));
    }
    if (broken == Breakage.SKIP_THE_GAP) {
      List<Out> beyond = rows.stream().filter(out -> out.number() > highest).toList();
      highest = beyond.stream().mapToLong(Out::number).max().orElse(highest);
      return beyond;
    }
    return broken == Breakage.BY_FIRST_NUMBER ? ordered(rows, Math::min) : rows;
  }

  @Override
  VerdictFor told(VerdictFor v) {
    List<RowId> absent =
        switch (broken) {
          case NO_ABSENCE_CORRECTION -> List.of();
          case ABSENCE_BY_LOG_ALONE -> v.absent().stream().filter(row -> !changed(row)).toList();
          default -> v.absent();
        };
    return new VerdictFor(v.destination(), v.verdict(), v.judgedAt(), absent, v.due());
  }

  private boolean changed(RowId row) {
    return batch.stream().anyMatch(out -> out.change() != null && row.equals(out.change().rowId()));
  }

  @Override
  public Batch read(long position, Consumer<ConflictRecord> conflicts) {
    return super.read(position, broken == Breakage.FORGET_CONFLICTS ? record -> {} : conflicts);
  }

  @Override
  public void clear(List<NumberRange> numbers, Head expected, Head head) {
    if (broken == Breakage.ROW_BEFORE_HEAD) {
      site.captured = expected;
    }
    super.clear(
        broken == Breakage.CLEAR_ALL ? List.of(new NumberRange(0, Long.MAX_VALUE)) : numbers,
        expected,
        head);
  }
}
