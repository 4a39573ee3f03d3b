package io.bactrian.convergence;

import io.bactrian.changelog.LogEntry;
import io.bactrian.changeset.Item;
import java.util.ArrayList;
import java.util.List;

/** One mechanism of the protocol taken away, to show that the simulation would notice. */
enum Breakage {
  NONE,
  NO_VERDICT,
  NO_PARKED_VERDICT,
  MARKER_FIRST,
  NO_MARKER,
  ECHO,
  WHOLE_ROW,
  IGNORE_PENDING;

  /** What a site is shown of an entry. */
  Item view(LogEntry entry, String site) {
    Item item = entry.viewFor(site);
    return switch (this) {
      case NO_VERDICT -> item instanceof Item.Verdict v && !v.parked() ? null : item;
      case NO_PARKED_VERDICT -> item instanceof Item.Verdict v && v.parked() ? null : item;
      case NO_MARKER -> item instanceof Item.Marker ? null : item;
      case ECHO -> entry.item() instanceof Item.Change && site.equals(entry.origin())
          ? entry.item()
          : item;
      case WHOLE_ROW -> entry.item() instanceof Item.Change && !site.equals(entry.origin())
          ? entry.item()
          : item;
      default -> item;
    };
  }

  /** The order in which a changeset carries its items. */
  List<Item> reorder(List<Item> items) {
    if (this != MARKER_FIRST) {
      return items;
    }
    List<Item> markers = new ArrayList<>(items.stream().filter(i -> i instanceof Item.Marker).toList());
    items.stream().filter(i -> !(i instanceof Item.Marker)).forEach(markers::add);
    return markers;
  }
}
