package io.bactrian.changelog;

import org.junit.jupiter.api.BeforeAll;

final class RealRulesHistoryTest extends RulesHistoryContract {
  @BeforeAll
  static void needsServer() {
    RealMongo.assumeThere();
  }

  @Override
  ChangelogStore open() {
    return RealMongo.open();
  }
}
