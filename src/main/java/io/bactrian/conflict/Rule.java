package io.bactrian.conflict;

import io.bactrian.changeset.Row;

/** Who decides a conflict. One record for each word of a rules file; pure. */
sealed interface Rule permits Rule.Hub, Rule.Spoke, Rule.Manual, Rule.Add, Latest {

  /** As rules files and conflict records name it. */
  String word();

  /**
   * Decides; where a column is in question, both sides are present.
   *
   * @param version of the rules file
   */
  Decision decide(Conflict conflict, int version);

  /** Whether differences of a column under this rule are added up. */
  default boolean adds() {
    return false;
  }

  /** What a table's rule means where one side has no row, unless the file says more. */
  default Rule whenAbsent() {
    return new Hub();
  }

  /** The hub's row stands. */
  record Hub() implements Rule {
    @Override
    public String word() {
      return "hub";
    }

    @Override
    public Decision decide(Conflict conflict, int version) {
      return new Decision(conflict.ours(), word(), version, false);
    }
  }

  /** The spoke's row stands. */
  record Spoke() implements Rule {
    @Override
    public String word() {
      return "spoke";
    }

    @Override
    public Decision decide(Conflict conflict, int version) {
      return new Decision(conflict.theirs(), word(), version, false);
    }
  }

  /** The hub's row stands until a person decides. */
  record Manual() implements Rule {
    @Override
    public String word() {
      return "manual";
    }

    @Override
    public Decision decide(Conflict conflict, int version) {
      return new Decision(conflict.ours(), word(), version, true);
    }

    @Override
    public Rule whenAbsent() {
      return this;
    }
  }

  /** As {@link Merge} adds; without numbers on all sides nothing can be added, and ours stands. */
  record Add() implements Rule {
    @Override
    public String word() {
      return "add";
    }

    @Override
    public Decision decide(Conflict conflict, int version) {
      Row sum = conflict.ours();
      for (int c : conflict.columns()) {
        String base = conflict.base() == null ? null : conflict.base().get(c);
        String added = Amount.sum(base, conflict.ours().get(c), conflict.theirs().get(c));
        if (added != null) {
          sum = sum.with(c, added);
        }
      }
      return new Decision(sum, word(), version, false);
    }

    @Override
    public boolean adds() {
      return true;
    }
  }
}
