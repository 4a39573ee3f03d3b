package io.bactrian.conflict;

import io.bactrian.changeset.Row;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A rule written in Java. As pure as that is. */
record ByBean(ConflictRule bean) implements Rule {
  private static final Logger LOG = LoggerFactory.getLogger(ByBean.class);

  @Override
  public String word() {
    return bean.getClass().getSimpleName();
  }

  @Override
  public Decision decide(Conflict conflict, int version) {
    try {
      Row stands = bean.decide(conflict);
      boolean fits =
          stands == null
              ? conflict.ours() == null || conflict.theirs() == null
              : stands.width() == conflict.table().width();
      if (fits) {
        return new Decision(stands, word(), version, false);
      }
      LOG.warn("{} gave no row of {}. A person is asked.", bean.getClass(), conflict.table());
    } catch (RuntimeException failure) {
      // its message may contain values of the row
      LOG.warn(
          "{} failed on a conflict in {} ({}). A person is asked.",
          bean.getClass(),
          conflict.table(),
          failure.getClass().getName());
    }
    return new Decision(conflict.ours(), word(), version, true);
  }

  @Override
  public Rule whenAbsent() {
    return this;
  }
}
