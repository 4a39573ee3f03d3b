package io.bactrian.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Numbers with a unit: {@code 50 ms}, {@code 1 h}, {@code 64 MiB}. */
final class Quantities {
  private static final Pattern QUANTITY = Pattern.compile("(\\d{1,15}) ?([A-Za-z]*)");

  private static final List<Unit> MILLIS =
      List.of(
          new Unit("ms", 1),
          new Unit("s", 1_000),
          new Unit("min", 60_000),
          new Unit("h", 3_600_000),
          new Unit("d", 86_400_000));
  private static final List<Unit> BYTES =
      List.of(
          new Unit("B", 1),
          new Unit("KiB", 1L << 10),
          new Unit("MiB", 1L << 20),
          new Unit("GiB", 1L << 30),
          new Unit("TiB", 1L << 40));
  private static final long LONGEST = Duration.ofDays(3650).toMillis();

  private record Unit(String name, long factor) {}

  private Quantities() {}

  /** More than zero, at most ten years. */
  static SettingType<Duration> duration() {
    return new SettingType<>(
        "duration",
        names(MILLIS),
        true,
        text -> {
          long millis = read(text, "duration", "50 ms", MILLIS);
          if (millis > LONGEST) {
            throw new UnusableValueException("is longer than ten years");
          }
          return Duration.ofMillis(millis);
        });
  }

  /** Bytes, more than zero. */
  static SettingType<Long> size() {
    return new SettingType<>(
        "size", names(BYTES), true, text -> read(text, "size", "64 MiB", BYTES));
  }

  private static long read(String text, String kind, String example, List<Unit> units)
      throws UnusableValueException {
    Matcher matcher = QUANTITY.matcher(text);
    Optional<Unit> unit =
        matcher.matches()
            ? units.stream().filter(known -> known.name().equals(matcher.group(2))).findFirst()
            : Optional.empty();
    if (unit.isEmpty()) {
      throw new UnusableValueException(
          "is not a %s: a whole number and one of %s, as in `%s`"
              .formatted(kind, names(units), example));
    }
    long number = Long.parseLong(matcher.group(1));
    if (number == 0) {
      throw new UnusableValueException("must be more than 0");
    }
    if (number > Long.MAX_VALUE / unit.get().factor()) {
      throw new UnusableValueException("is too large");
    }
    return number * unit.get().factor();
  }

  private static String names(List<Unit> units) {
    return units.stream().map(Unit::name).collect(Collectors.joining(", "));
  }
}
