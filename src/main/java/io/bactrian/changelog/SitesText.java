package io.bactrian.changelog;

import io.bactrian.destination.Destinations;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads and writes which sites saw a row before and see it now: {@code c42} when equal, else {@code
 * c42>c7}; {@code *} means all, {@code -} none. Caches parsed texts. For one thread.
 */
final class SitesText {
  private static final int REMEMBERED = 1_000;

  /** The sites before and after a change. */
  record Sites(Destinations before, Destinations after) {}

  private final Map<String, Sites> known = new HashMap<>();

  static void print(Destinations before, Destinations after, StringBuilder out) {
    if (before == null || !before.equals(after)) {
      print(before, out);
      out.append('>');
    }
    print(after, out);
  }

  private static void print(Destinations sites, StringBuilder out) {
    if (sites == null) {
      return;
    }
    if (!sites.all() && sites.sites().isEmpty()) {
      out.append('-');
    }
    if (sites.all()) {
      out.append('*');
    }
    boolean first = !sites.all();
    for (String site : sites.sites()) {
      check(site);
      if (!first) {
        out.append(',');
      }
      out.append(site);
      first = false;
    }
  }

  private static void check(String site) {
    boolean fits = !site.isEmpty() && !site.equals("*") && !site.equals("-");
    for (int i = 0; fits && i < site.length(); i++) {
      char c = site.charAt(i);
      fits = c > ' ' && c != ',' && c != '>';
    }
    if (!fits) {
      throw new IllegalArgumentException(
          "The site id `%s` can't be stored in a changelog: an id has no space, comma or `>` and is not `*` or `-`. Nothing was appended. Rename the site."
              .formatted(site));
    }
  }

  Sites parse(String text) {
    Sites sites = known.get(text);
    if (sites == null) {
      if (known.size() >= REMEMBERED) {
        known.clear();
      }
      int arrow = text.indexOf('>');
      Destinations after = one(text.substring(arrow + 1));
      sites = new Sites(arrow < 0 ? after : one(text.substring(0, arrow)), after);
      known.put(text, sites);
    }
    return sites;
  }

  private static Destinations one(String text) {
    return switch (text) {
      case "" -> null;
      case "-" -> Destinations.NONE;
      case "*" -> Destinations.ALL;
      default -> {
        List<String> parts = Arrays.asList(text.split(","));
        boolean all = parts.get(0).equals("*");
        yield new Destinations(all, Set.copyOf(all ? parts.subList(1, parts.size()) : parts));
      }
    };
  }
}
