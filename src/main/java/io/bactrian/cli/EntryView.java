package io.bactrian.cli;

import io.bactrian.changelog.LogEntry;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.ItemVisitor;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.RowId;
import io.bactrian.changeset.Table;
import io.bactrian.destination.Destinations;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * An entry of the changelog for display, in one form for every kind of item. Immutable.
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
    RowId row = item.rowId();
    Images images = new Images();
    item.accept(images);
    return new EntryView(
        item.word(),
        row == null ? null : row.table(),
        row == null ? null : row.key(),
        images.found);
  }

  /** Collects the rows in an item. */
  private static final class Images implements ItemVisitor<RuntimeException> {
    private final List<Image> found = new ArrayList<>();

    @Override
    public void change(Item.Change change) {
      found.add(new Image("before", change.table(), change.before()));
      found.add(new Image("after", change.table(), change.after()));
    }

    @Override
    public void verdict(Item.Verdict verdict) {
      verdict.rows().stream().map(Image::new).forEach(found::add);
    }

    @Override
    public void present(Item.Present present) {
      found.add(new Image("row", present.table(), present.row()));
    }

    @Override
    public void marker(Item.Marker marker) {}

    @Override
    public void request(Item.Request request) {}

    @Override
    public void held(Item.Held held) {}

    @Override
    public void hashes(Item.Hashes hashes) {}

    @Override
    public void asked(Item.Asked asked) {
      found.add(new Image("base", asked.table(), asked.base()));
      found.add(new Image("theirs", asked.table(), asked.theirs()));
    }

    @Override
    public void begin(Item.Begin begin) {}

    @Override
    public void end(Item.End end) {}
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
