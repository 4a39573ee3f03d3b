package io.bactrian.changelog;

final class RealChangelogTest extends ChangelogContract {
  @Override
  ChangelogStore open() {
    return RealMongo.open();
  }
}
