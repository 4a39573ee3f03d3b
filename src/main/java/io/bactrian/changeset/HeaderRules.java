package io.bactrian.changeset;

import java.util.regex.Pattern;

/** Validates a header, both when written and when read. */
final class HeaderRules {
  private static final Pattern SYSTEM = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,39}");

  private HeaderRules() {}

  /** Describes the first fault of the header, or null. */
  static String fault(Header header) {
    if (!isSite(header.source()) || !isSite(header.destination())) {
      return "the header's source or destination is not an id of a site";
    }
    if (!SYSTEM.matcher(header.system()).matches()) {
      return "the header's system is not a valid name";
    }
    if (header.schema() < 0 || header.schema() > SystemVersion.MOST) {
      return "the header's schema is not a number from 1 to " + SystemVersion.MOST;
    }
    if (header.incarnation() < 1 || header.number() < 1) {
      return "the header's incarnation and number start at 1";
    }
    if (header.incarnation() != Header.incarnation(header.number())) {
      return "the header's number does not belong to its incarnation";
    }
    boolean first = header.number() == Header.first(header.incarnation());
    if (first && !header.previous().equals(Header.NO_HASH)) {
      return "the header is the first of its incarnation but has a previous hash";
    }
    RowLimits limits = header.limits();
    if (limits != null && (limits.value() < 1 || limits.row() < 1)) {
      return "the header's largest value and row start at 1";
    }
    if (header.acknowledged() < 0) {
      return "the header's acknowledged number is below 0";
    }
    if (header.maxSize() < 0) {
      return "the header's largest changeset is below 0";
    }
    if (header.mostChanges() < 0) {
      return "the header asks for less than no changes";
    }
    return isHash(header.previous())
        ? null
        : "the header's previous hash is not 64 lower-case hexadecimal digits";
  }

  private static boolean isSite(String id) {
    return Header.SITE_ID.matcher(id).matches();
  }

  private static boolean isHash(String text) {
    return text.length() == 64
        && text.chars().allMatch(c -> c >= '0' && c <= '9' || c >= 'a' && c <= 'f');
  }
}
