package io.bactrian.cli;

import io.bactrian.changelog.LogEntry;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import io.bactrian.destination.Destinations;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What an entry of the log says, in words: one answer for every kind of item. Immutable.
 *
 * @param what in a word or two
 * @param table null when it is about no table
 * @param key null when it is about no row
 * @param images the rows in it
 */
record EntryView(String what, String table, Key key, List<Image> images) {

  /**
   * A row in an entry.
   *
   * @param row null when it was or is absent
   */
  record Image(String name, Table table, Row row) {
    Image(Item.Image image) {
      this("row", image.table(), image.row());
    }
  }

  static EntryView of(Item item) {
    if (item instanceof Item.Change change) {
      List<Image> images = new ArrayList<>();
      images.add(new Image("before", change.table(), change.before()));
      images.add(new Image("after", change.table(), change.after()));
      String what = change.operation().name().toLowerCase(Locale.ROOT);
      return new EntryView(what, change.table().name(), change.key(), images);
    }
    if (item instanceof Item.Present present) {
      return new EntryView(
          present.offered() ? "offered" : "present",
          present.table().name(),
          present.key(),
          List.of(new Image("row", present.table(), present.row())));
    }
    if (item instanceof Item.Verdict verdict) {
      return new EntryView(
          (verdict.parked() ? "parked" : "verdict") + " on #" + verdict.number(),
          verdict.table(),
          verdict.key(),
          verdict.rows().stream().map(Image::new).toList());
    }
    return new EntryView(aboutNoRow(item), null, null, List.of());
  }

  private static String aboutNoRow(Item item) {
    if (item instanceof Item.Marker marker) {
      return "applied #" + marker.number();
    }
    if (item instanceof Item.Request request) {
      return "asks to "
          + request.what().name().toLowerCase(Locale.ROOT)
          + (request.anew() ? " anew" : "")
          + " from #"
          + request.number();
    }
    return item instanceof Item.Begin ? "begin" : "end";
  }

  /** The key with commas between its values; null without one. */
  String keyText() {
    return key == null
        ? null
        : IntStream.range(0, key.width()).mapToObj(key::get).collect(Collectors.joining(","));
  }

  /** Sites that see it now or saw it before. */
  static String sites(LogEntry entry) {
    Destinations to = entry.after();
    Destinations from = entry.before();
    if (to.all() || from.all()) {
      return "all";
    }
    TreeSet<String> sites = new TreeSet<>(from.sites());
    sites.addAll(to.sites());
    return sites.isEmpty() ? "nobody" : String.join(",", sites);
  }
}
