package io.bactrian.changeset;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** Small changesets, and ways through the files and back. */
final class Documents {
  static final Header HEADER = new Header("hq", "c42", 1, 17, "ab".repeat(32), 9, "hq", "v<1>\"\n");
  static final Table CUSTOMER =
      new Table(
          "customer",
          List.of(
              new Column("id", LogicalType.INTEGER, "bigint", 0, -1, false, true),
              new Column("na\"me", LogicalType.TEXT, "varchar(80)", 80, -1, false, false),
              new Column("credit", LogicalType.DECIMAL, "numeric(12,2)", 12, 2, true, false)));
  static final Item.Begin BEGIN =
      new Item.Begin("4711", Instant.parse("2026-11-24T10:15:30.123456Z"));

  private Documents() {}

  /** One of each kind of item, in two transactions. */
  static List<Item> everything() {
    Row fish = Row.of("7", "Fish & Sons", null);
    Row ahab = Row.of("7", "Ahab \\ \u0007\r\n", "1.50");
    return List.of(
        BEGIN,
        new Item.Change(CUSTOMER, null, fish),
        new Item.Change(CUSTOMER, fish, ahab),
        new Item.Marker(2, 4),
        new Item.Change(CUSTOMER, ahab, null),
        new Item.End(),
        new Item.Begin("4712", Instant.EPOCH),
        new Item.Verdict(
            "client", Key.of("C-8", ""), 5, false, List.of(new Item.Image(CUSTOMER, fish))),
        new Item.Verdict("client", Key.of("C-9"), 5, true, List.of()),
        new Item.Verdict(
            "client", Key.of("C-9"), 6, false, List.of(new Item.Image(CUSTOMER, fish)), true),
        new Item.Present(CUSTOMER, fish, Item.Present.Purpose.TO_COME),
        new Item.Present(CUSTOMER, fish, Item.Present.Purpose.WITHDRAWN),
        new Item.Present(CUSTOMER, fish, true),
        new Item.Present(CUSTOMER, ahab, false),
        new Item.Request(Item.Request.What.OFFER, true, 5),
        new Item.Held("client", Key.of("C-9", ""), "check <dear> & \u0007"),
        new Item.Held("client", Key.of("C-8"), null),
        new Item.Asked("3f-<1>", "update/update", 4, CUSTOMER, fish, ahab),
        new Item.Asked("40", "delete/update", 0, CUSTOMER, null, fish),
        new Item.Asked("41", "update/delete", 0, CUSTOMER, ahab, null),
        new Item.Hashes("a \"b\" & ü", 1, null),
        new Item.Hashes("client", 1024, "AAAA/+"),
        new Item.Request(Item.Request.What.CHECK, false, 5, List.of("a \"b\" & ü", "line")),
        new Item.End());
  }

  static List<Item> of(Item... items) {
    List<Item> all = new ArrayList<>(List.of(items));
    all.add(0, BEGIN);
    all.add(new Item.End());
    return all;
  }

  static ChangesetFile.Written write(Path file, List<Item> items) {
    try (ChangesetFile.Output out = ChangesetFile.write(file, HEADER)) {
      for (Item item : items) {
        out.write(item);
      }
      return out.finish();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The uncompressed XML of these items. */
  static byte[] xml(List<Item> items) {
    try {
      Path file = Files.createTempFile("changeset", ".xml.gz");
      try {
        write(file, items);
        try (InputStream in = ChangesetFile.open(file, Limits.DEFAULT)) {
          return in.readAllBytes();
        }
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<Item> read(byte[] xml) {
    return read(new ByteArrayInputStream(xml), Limits.DEFAULT);
  }

  static List<Item> read(InputStream xml, Limits limits) {
    List<Item> items = new ArrayList<>();
    try (ChangesetReader reader = new ChangesetReader(xml, limits)) {
      reader.forEachRemaining(items::add);
    }
    return items;
  }

  static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
