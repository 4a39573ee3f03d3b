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
 * @param place as in {@link Refusals#place}
 * @param retry whether it may succeed after other writes of the same transaction
 */
public record Refusal(Failure.Kind kind, String reason, String said, String place, boolean retry) {
  /** For a write that was not tried, because an earlier one of its row was refused. */
  public static final Refusal FOLLOWS =
      new Refusal(
          Failure.Kind.OTHER_INTEGRITY, "follows a refused write of the same row", null, "", true);

  /**
   * Describes the database's error for one write.
   *
   * @param failure an error for which {@link Refusals#isRefusal} is true
   */
  public static Refusal of(SQLException failure, Write write, Refusals refusals) {
    String state = Objects.requireNonNullElse(failure.getSQLState(), "none");
    SQLException cause = failure.getNextException() == null ? failure : failure.getNextException();
    Refusal plain =
        of(refusals.kind(state, cause, write), state, refusals.place(cause), write, refusals);
    return new Refusal(plain.kind, plain.reason, refusals.said(cause), plain.place, plain.retry);
  }

  /**
   * Describes a refusal of which the kind is known.
   *
   * @param state the SQLSTATE that the database gives it
   * @param place as in {@link Refusals#place}
   */
  public static Refusal of(
      Failure.Kind kind, String state, String place, Write write, Refusals refusals) {
    String reason =
        "%s%s in table %s (SQLSTATE %s)"
            .formatted(
                refusals.words(kind, state),
                place.isEmpty() ? "" : ": " + place,
                write.table(),
                state);
    return new Refusal(kind, reason, null, place, refusals.mayBeTakenLater(kind, state));
  }
}
