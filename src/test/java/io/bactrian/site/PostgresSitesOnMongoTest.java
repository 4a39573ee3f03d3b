package io.bactrian.site;

import io.bactrian.changelog.RealMongo;
import org.junit.jupiter.api.BeforeAll;

final class PostgresSitesOnMongoTest extends PostgresSitesContract {
  @BeforeAll
  static void needsServer() {
    RealMongo.assumeThere();
  }

  @Override
  String changelog() {
    return RealMongo.uri();
  }
}
