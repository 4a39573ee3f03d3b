package io.bactrian.apply;

import java.util.List;
import java.util.function.Consumer;

/** Work on rows of which nobody knows beforehand whether they can be held together. */
public final class InParts {
  private InParts() {}

  /**
   * Does all of it at once; if the rows turn out to be too large, one half after the other.
   *
   * @param work has done nothing yet when it throws {@link ApplyTransaction.RowsTooLargeException}
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
