package io.bactrian.changelog;

import org.junit.jupiter.api.BeforeAll;

final class RealChangelogTest extends ChangelogContract {
  @BeforeAll
  static void needsServer() {
    RealMongo.assumeThere();
  }

  @Override
  ChangelogStore open() {
    return RealMongo.open();
  }
}
