package io.bactrian.route;

import io.bactrian.load.Loader;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** The loads of a site's partners, as the steps of {@code load-rows}. Thread-safe. */
public final class Loads {
  private final Supplier<Set<String>> underWay;
  private final Map<String, Loader> loaders;

  /**
   * @param underWay partners with a load under way, by one cheap look
   * @param loaders by partner
   */
  public Loads(Supplier<Set<String>> underWay, Map<String, Loader> loaders) {
    this.underWay = underWay;
    this.loaders = Map.copyOf(loaders);
  }

  /**
   * Records the next page of rows for each partner that waits for some.
   *
   * @return whether there was any, so that there may be more
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
