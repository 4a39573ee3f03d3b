package io.bactrian.apply;

import java.util.List;
import java.util.function.Consumer;

/**
 * Works on a list of rows, in smaller parts when they turn out too large to keep in memory
 * together.
 */
public final class InParts {
  private InParts() {}

  /**
   * Runs {@code work} on all rows; if they are too large, on one half after the other, recursively.
   *
   * @param work must have no effect yet when it throws {@link
   *     ApplyTransaction.RowsTooLargeException}
   */
  public static <T> void of(List<T> all, Consumer<List<T>> work) {
    try {
      work.accept(all);
    } catch (ApplyTransaction.RowsTooLargeException tooLarge) {
      if (all.size() == 1) {
        throw tooLarge;
      }
      int middle = all.size() / 2;
      of(all.subList(0, middle), work);
      of(all.subList(middle, all.size()), work);
    }
  }
}
