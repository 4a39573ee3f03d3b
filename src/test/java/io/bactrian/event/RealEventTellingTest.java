package io.bactrian.event;

import io.bactrian.changelog.ChangelogStore;
import io.bactrian.changelog.RealMongo;
import org.junit.jupiter.api.BeforeAll;

final class RealEventTellingTest extends EventTellingContract {
  @BeforeAll
  static void needsServer() {
    RealMongo.assumeThere();
  }

  @Override
  ChangelogStore open() {
    return RealMongo.open();
  }
}
