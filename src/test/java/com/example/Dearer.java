package com.example;

import io.bactrian.changeset.Row;
import io.bactrian.conflict.Conflict;
import io.bactrian.conflict.ConflictRule;

/**
 * The bean of docs/conflicts.md: the row with the greater price stands, or the one that is left.
 */
public final class Dearer implements ConflictRule {
  @Override
  public Row decide(Conflict conflict) {
    if (conflict.ours() == null || conflict.theirs() == null) {
      return conflict.ours() == null ? conflict.theirs() : conflict.ours();
    }
    int price = conflict.table().position("price");
    int ours = Integer.parseInt(conflict.ours().get(price));
    int theirs = Integer.parseInt(conflict.theirs().get(price));
    return theirs > ours ? conflict.theirs() : conflict.ours();
  }
}
