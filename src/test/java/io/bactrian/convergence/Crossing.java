package io.bactrian.convergence;

import io.bactrian.apply.Wait;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import io.bactrian.convergence.MemorySite.Edit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * People at both ends who get into each other's way, which those of {@link People} seldom do: one
 * deletes what the other one edits, or what the other one is to refer to; or edits a row that is
 * held.
 */
record Crossing(People people, MemorySite hub, Random random) {

  /** Whether histories of this seed have it; in others nothing is drawn for it. */
  static boolean in(long seed) {
    return seed % 3 == 0;
  }

  void act(MemorySite spoke) {
    List<Wait> held =
        spoke.waits.stream().filter(wait -> wait.kind() == Wait.Kind.DEFERRED).toList();
    if (!held.isEmpty() && random.nextInt(4) > 0) {
      Wait wait = held.get(random.nextInt(held.size()));
      edit(spoke, spoke.side.table(wait.table()), wait.key());
    } else if (!spoke.side.parents().isEmpty() && random.nextInt(3) > 0) {
      boolean there = random.nextBoolean();
      people.refer(there ? spoke : hub);
      delete(there ? hub : spoke, 0);
    } else {
      int n = random.nextInt(People.KEYS);
      Table table = spoke.side.tables().get(0);
      Table ours = hub.side.tables().get(0);
      delete(hub, new RowId(ours.name(), Key.of(hub.side.prefix() + n)));
      edit(spoke, table, Key.of(spoke.side.prefix() + n));
    }
  }

  private void delete(MemorySite site, int table) {
    String key = site.side.prefix() + random.nextInt(People.KEYS);
    delete(site, new RowId(site.side.tables().get(table).name(), Key.of(key)));
  }

  private void delete(MemorySite site, RowId row) {
    Map<RowId, Row> seen = new HashMap<>(site.rows);
    List<Edit> edits = new ArrayList<>();
    if (seen.containsKey(row)) {
      People.deleteChildren(site, row, seen, edits);
      People.add(new Edit(site.side.table(row.table()), row.key(), null), seen, edits);
      people.write(site, edits, " across");
    }
  }

  private void edit(MemorySite site, Table table, Key key) {
    Map<RowId, Row> seen = new HashMap<>(site.rows);
    List<Edit> edits = new ArrayList<>();
    people.edit(site, table, key, seen, edits);
    people.write(site, edits, " across");
  }
}
