package io.bactrian.changelog;

import io.bactrian.changeset.Column;
import io.bactrian.changeset.Item;
import io.bactrian.changeset.Key;
import io.bactrian.changeset.LogicalType;
import io.bactrian.changeset.Row;
import io.bactrian.changeset.Table;
import io.bactrian.destination.Destinations;
import java.time.Instant;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Entries for tests: any kind, every odd value. */
final class LogEntries {
  static final Table CUSTOMERS =
      new Table(
          "customers",
          List.of(
              new Column("id", LogicalType.INTEGER, "bigint", 0, -1, false, true),
              new Column("name", LogicalType.TEXT, "varchar(60)", 60, -1, true, false),
              new Column("credit", LogicalType.DECIMAL, "numeric(12,2)", 12, 2, true, false)));

  /** The same name with another shape: it was altered. */
  static final Table ALTERED = new Table("customers", CUSTOMERS.columns().subList(0, 2));

  private static final Instant START = Instant.parse("2026-02-28T23:59:59.999999123Z");

  private LogEntries() {}

  /** Entries with positions {@code after + 1} to {@code through}, the same for the same seed. */
  static Stream<LogEntry> between(long after, long through, long seed) {
    return LongStream.rangeClosed(after + 1, through).mapToObj(p -> at(p, seed));
  }

  static LogEntry at(long position, long seed) {
    RandomGenerator random = new java.util.SplittableRandom(seed * 1_000_003 + position);
    long transaction = position / 7;
    Instant at = START.plusNanos(transaction * 1_000);
    String origin = transaction % 3 == 0 ? null : "c" + transaction % 3;
    boolean last = (position + 1) / 7 != transaction;
    Item item = item(position, random);
    boolean addressed = !(item instanceof Item.Change);
    Destinations before =
        addressed
            ? Destinations.NONE
            : switch (random.nextInt(3)) {
              case 0 -> Destinations.ALL;
              case 1 -> Destinations.of("c1", "c42");
              default -> Destinations.NONE;
            };
    Destinations after = random.nextBoolean() && !addressed ? before : Destinations.of("c42");
    String id = transaction % 5 == 0 ? "a b,\"(" + transaction : "" + transaction;
    return new LogEntry(position, position * 3, id, at, origin, before, after, last, item);
  }

  private static Item item(long position, RandomGenerator random) {
    Row one = Row.of("" + position, text(random), random.nextBoolean() ? null : "12.50");
    Row other = one.with(1, text(random));
    return switch (random.nextInt(10)) {
      case 0 -> new Item.Marker(3, position);
      case 1 ->
          new Item.Verdict(
              "cu stomers",
              Key.of("" + position, "x y"),
              position,
              random.nextBoolean(),
              random.nextBoolean()
                  ? List.of()
                  : List.of(
                      new Item.Image(CUSTOMERS, one),
                      new Item.Image(ALTERED, Row.of("1", text(random)))));
      case 2, 3 -> new Item.Change(CUSTOMERS, null, one);
      case 4 -> new Item.Change(CUSTOMERS, one, null);
      case 5 -> new Item.Change(ALTERED, null, Row.of("" + position, text(random)));
      case 6 ->
          new Item.Held(
              "cu stomers",
              Key.of("" + position, "x y"),
              random.nextBoolean() ? null : text(random));
      case 7 ->
          new Item.Asked(
              "3f \"1\"", "update/update", 4, CUSTOMERS, random.nextBoolean() ? one : null, other);
      case 8 -> new Item.Hashes("cu stomers", 4, random.nextBoolean() ? null : "" + text(random));
      default -> new Item.Change(CUSTOMERS, one, other);
    };
  }

  private static String text(RandomGenerator random) {
    return switch (random.nextInt(6)) {
      case 0 -> null;
      case 1 -> "";
      case 2 -> ")(,\"\\ \n\t\r";
      case 3 -> "Zoë \ud83d\udc2a \u0001";
      case 4 -> "null";
      default -> "plain" + random.nextInt(1000);
    };
  }
}
