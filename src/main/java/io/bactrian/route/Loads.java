package io.bactrian.route;

import io.bactrian.load.Loader;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** The step of the route {@code load-rows}, for all partners. Thread-safe. */
public final class Loads {
  private final Supplier<Set<String>> underWay;
  private final Map<String, Loader> loaders;

  /**
   * @param underWay returns the partners with a current load, by one cheap query
   * @param loaders loaders by partner
   */
  public Loads(Supplier<Set<String>> underWay, Map<String, Loader> loaders) {
    this.underWay = underWay;
    this.loaders = Map.copyOf(loaders);
  }

  /**
   * Adds the next page of rows to the outbox for each partner with a load.
   *
   * @return whether anything was done, so that there may be more
   */
  public boolean recordNextPages() {
    loaders.values().forEach(Loader::beginAgain);
    boolean worked = false;
    for (String partner : underWay.get()) {
      Loader loader = loaders.get(partner);
      worked |= loader != null && loader.step();
    }
    return worked;
  }
}
