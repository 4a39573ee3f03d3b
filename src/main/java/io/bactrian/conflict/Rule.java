package io.bactrian.conflict;

import io.bactrian.changeset.Row;

/** A rule that decides conflicts: one record for each word of a rules file. Pure. */
sealed interface Rule
    permits Rule.Hub,
        Rule.Spoke,
        Rule.Manual,
        Rule.Add,
        Rule.DeleteWins,
        Rule.UpdateWins,
        Latest,
        Extreme,
        Concat,
        KeepBoth,
        ByBean {

  /** The name of the rule in rules files and conflict records. */
  String word();

  /**
   * Decides a conflict. When single columns are in question, both sides are present.
   *
   * @param version version of the rules file
   */
  Decision decide(Conflict conflict, int version);

  /** Whether this rule adds both sides' differences of a column. */
  default boolean adds() {
    return false;
  }

  /** The rule to use where one side has no row, unless the file declares another. */
  default Rule whenAbsent() {
    return new Hub();
  }

  /** Keeps the hub's row. */
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

  /** Takes the spoke's row. */
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

  /** Keeps the hub's row until a person decides. */
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

  /**
   * Adds as {@link Merge} does; keeps our value where base, ours and theirs are not all numbers.
   */
  record Add() implements Rule {
    @Override
    public String word() {
      return Decision.ADD;
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

  /** Where one side has deleted the row, it is deleted. */
  record DeleteWins() implements Rule {
    @Override
    public String word() {
      return "delete-wins";
    }

    @Override
    public Decision decide(Conflict conflict, int version) {
      boolean absent = conflict.ours() == null || conflict.theirs() == null;
      return new Decision(absent ? null : conflict.ours(), word(), version, false);
    }
  }

  /** Where one side has deleted the row, it stays as the other side has it. */
  record UpdateWins() implements Rule {
    @Override
    public String word() {
      return "update-wins";
    }

    @Override
    public Decision decide(Conflict conflict, int version) {
      Row stands = conflict.ours() == null ? conflict.theirs() : conflict.ours();
      return new Decision(stands, word(), version, false);
    }
  }
}
