package io.bactrian.capture.replay;

import io.bactrian.changeset.Item;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import java.util.ArrayList;
import java.util.List;

/** Whether the changes of a row follow from each other in some order. */
final class Trail {
  private static final int MOST = 8;

  private Trail() {}

  static boolean exists(Table table, Row from, List<Item.Change> changes) {
    if (changes.isEmpty()) {
      return true;
    }
    if (changes.size() > MOST) {
      return false;
    }
    for (int i = 0; i < changes.size(); i++) {
      Item.Change next = changes.get(i);
      if (agree(table, from, next.before())) {
        List<Item.Change> rest = new ArrayList<>(changes);
        rest.remove(i);
        if (exists(table, next.after(), rest)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean agree(Table table, Row a, Row b) {
    return a == null || b == null ? a == b : a.equals(b);
  }
}
