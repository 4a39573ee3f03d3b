package io.bactrian.conflict;

import io.bactrian.changeset.Row;

/**
 * The rule {@code concat} of single columns of text: keeps what both sides wrote, the hub's first.
 * What both sides appended to the same text is appended once each; other texts stand on lines of
 * their own. Where the column has no room for both, the hub's text stands and a person is asked.
 * Pure.
 */
record Concat() implements Rule {

  @Override
  public String word() {
    return "concat";
  }

  @Override
  public Decision decide(Conflict conflict, int version) {
    Row stands = conflict.ours();
    boolean open = false;
    for (int c : conflict.columns()) {
      String base = conflict.base() == null ? null : conflict.base().get(c);
      String both = both(base, conflict.ours().get(c), conflict.theirs().get(c));
      int room = conflict.table().column(c).length();
      if (room > 0 && both != null && both.codePointCount(0, both.length()) > room) {
        open = true;
      } else {
        stands = stands.with(c, both);
      }
    }
    return new Decision(stands, word(), version, open);
  }

  private static String both(String base, String ours, String theirs) {
    if (ours == null || theirs == null) {
      return ours == null ? theirs : ours;
    }
    if (base != null && ours.startsWith(base) && theirs.startsWith(base)) {
      return ours + theirs.substring(base.length());
    }
    if (ours.contains(theirs) || theirs.contains(ours)) {
      return ours.contains(theirs) ? ours : theirs;
    }
    return ours + "\n" + theirs;
  }
}
