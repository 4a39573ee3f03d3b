package io.bactrian.exchange;

import io.bactrian.changelog.ChangelogStore;
import io.bactrian.changelog.RealMongo;
import org.junit.jupiter.api.BeforeAll;

final class RealPartnerRemainsTest extends PartnerRemainsContract {
  @BeforeAll
  static void needsServer() {
    RealMongo.assumeThere();
  }

  @Override
  ChangelogStore open() {
    return RealMongo.open();
  }
}
