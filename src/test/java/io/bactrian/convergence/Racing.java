package io.bactrian.convergence;

import java.util.Random;

/**
 * Users who write while an applier works.
 *
 * @param often probability that one writes between two calls, from 0 to 1
 */
record Racing(Random random, People people, double often) {

  /**
   * From now on, until the site's {@code between} is set to something else.
   *
   * @param sure whether nobody disturbs
   */
  void at(LoggedSite site, boolean sure) {
    site.between =
        (moment, row) -> {
          if (!sure && moment.equals("absent") && random.nextDouble() < often * 3) {
            people.insert(site, row);
          } else if (!sure && random.nextDouble() < often) {
            if (row != null && random.nextBoolean()) {
              people.insertAndDelete(site, row);
            } else if (random.nextInt(4) == 0) {
              site.capture();
            } else {
              people.write(site, " while the applier is at " + moment);
            }
          }
        };
  }
}
