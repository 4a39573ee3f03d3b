package io.bactrian.database.dialect;

import io.bactrian.apply.Failure;
import io.bactrian.apply.Write;
import java.sql.SQLException;
import java.util.Objects;

/**
 * Why the database refused a write, without the row's values.
 *
 * @param said what the application's own code says, which may contain values; null when it said
 *     nothing
 * @param retry whether it may succeed after other writes of the same transaction
 */
public record Refusal(Failure.Kind kind, String reason, String said, boolean retry) {
  /** For a write that was not tried, because an earlier one of its row was refused. */
  public static final Refusal FOLLOWS =
      new Refusal(
          Failure.Kind.OTHER_INTEGRITY, "follows a refused write of the same row", null, true);

  /**
   * Describes the database's error for one write.
   *
   * @param failure an error for which {@link Refusals#isRefusal} is true
   */
  public static Refusal of(SQLException failure, Write write, Refusals refusals) {
    String state = Objects.requireNonNullElse(failure.getSQLState(), "none");
    SQLException cause = failure.getNextException() == null ? failure : failure.getNextException();
    Failure.Kind kind = refusals.kind(state, cause, write);
    String place = refusals.place(cause);
    String reason =
        "%s%s in table %s (SQLSTATE %s)"
            .formatted(
                refusals.words(kind, state),
                place.isEmpty() ? "" : ": " + place,
                write.table(),
                state);
    return new Refusal(kind, reason, refusals.said(cause), refusals.mayBeTakenLater(kind, state));
  }
}
