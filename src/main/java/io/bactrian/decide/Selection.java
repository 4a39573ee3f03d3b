package io.bactrian.decide;

import java.time.Instant;
import java.util.Locale;

/**
 * Selects lines of the list. A part that is null selects all.
 *
 * @param table as the list shows it
 * @param key as the list shows it
 * @param reason what the reason contains, in upper or lower case
 * @param before when it was recorded, exclusive; selects nothing that an earlier version recorded
 *     without the time
 */
public record Selection(
    QuestionKind kind, String spoke, String table, String key, String reason, Instant before) {
  public static final Selection ALL = new Selection(null, null, null, null, null, null);

  /** Whether this can select lines of this kind. */
  boolean takes(QuestionKind some) {
    return kind == null || kind == some;
  }

  boolean takes(ListedQuestion one) {
    return takes(one.kind())
        && (spoke == null || spoke.equals(one.spoke()))
        && (table == null || table.equals(one.table()))
        && (key == null || key.equals(one.key()))
        && (reason == null || lower(one.reason()).contains(lower(reason)))
        && (before == null || one.at() != null && one.at().isBefore(before));
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
