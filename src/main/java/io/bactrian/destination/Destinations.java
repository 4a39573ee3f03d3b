package io.bactrian.destination;

import java.util.Set;
import java.util.TreeSet;

/** The sites that may see a row. Immutable value. */
public record Destinations(boolean all, Set<String> sites) {
  public static final Destinations ALL = new Destinations(true, Set.of());
  public static final Destinations NONE = new Destinations(false, Set.of());

  public Destinations {
    sites = java.util.Collections.unmodifiableSet(new TreeSet<>(sites));
  }

  public static Destinations of(String... sites) {
    return new Destinations(false, Set.of(sites));
  }

  /** The sites of both. */
  public Destinations and(Destinations others) {
    if (all || others.equals(this) || !others.all && others.sites.isEmpty()) {
      return this;
    }
    if (others.all || sites.isEmpty()) {
      return others;
    }
    Set<String> both = new TreeSet<>(sites);
    both.addAll(others.sites);
    return new Destinations(false, both);
  }

  public boolean includes(String site) {
    return all || sites.contains(site);
  }
}
