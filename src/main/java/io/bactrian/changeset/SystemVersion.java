package io.bactrian.changeset;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A kind of system in one version of its schema, as names of files and mappings have it: {@code
 * shop}, {@code shop@3}. Ordered by version. Immutable.
 *
 * @param system the kind
 * @param schema version of its schema; 0 for one without a number
 */
public record SystemVersion(String system, int schema) implements Comparable<SystemVersion> {

  /** The greatest number of a version. */
  public static final int MOST = 1_000_000;

  private static final Pattern WORD = Pattern.compile("([^@]+)(?:@([1-9]\\d{0,6}))?");

  /** Empty when the text is no such name. */
  public static Optional<SystemVersion> parse(String text) {
    Matcher matcher = WORD.matcher(text);
    return matcher.matches()
        ? Optional.of(
            new SystemVersion(
                matcher.group(1),
                matcher.group(2) == null ? 0 : Integer.parseInt(matcher.group(2))))
        : Optional.empty();
  }

  /** The same kind of system in another version. */
  public SystemVersion in(int version) {
    return new SystemVersion(system, version);
  }

  @Override
  public int compareTo(SystemVersion other) {
    return Comparator.comparing(SystemVersion::system)
        .thenComparing(SystemVersion::schema)
        .compare(this, other);
  }

  @Override
  public String toString() {
    return schema == 0 ? system : system + "@" + schema;
  }
}
