package io.bactrian.decide;

import io.bactrian.apply.HubRow;
import io.bactrian.apply.ParkedRow;
import io.bactrian.apply.Wait;
import io.bactrian.changelog.StoredConflict;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Names what a person saw: another name whenever base, ours, theirs, what was decided, or the hub's
 * row as it is now are others. Pure.
 */
final class Version {
  private Version() {}

  /** Of a conflict, whose three versions never change. */
  static String of(StoredConflict stored, List<HubRow> present) {
    List<String> parts = new ArrayList<>();
    parts.add(stored.record().id());
    parts.add(stored.open() + " " + stored.acts().size());
    return named(parts, present);
  }

  /**
   * Of a row that waits.
   *
   * @param waits with their payloads
   */
  static String of(List<Wait> waits, List<HubRow> present) {
    List<String> parts = new ArrayList<>();
    waits.forEach(
        wait -> {
          parts.add(wait.reason());
          parts.add(wait.payload());
        });
    return named(parts, present);
  }

  /** Of parked changes. */
  static String of(ParkedRow parked) {
    return of(parked.waits(), parked.rows());
  }

  private static String named(List<String> parts, List<HubRow> present) {
    present.forEach(
        row -> {
          parts.add(row.table().name());
          parts.add(row.key().text());
          parts.add(text(row.row()));
        });
    String text = RowText.print(parts.toArray(String[]::new));
    return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).toString();
  }

  private static String text(Row row) {
    return row == null ? null : row.text();
  }
}
