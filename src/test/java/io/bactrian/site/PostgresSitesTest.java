package io.bactrian.site;

final class PostgresSitesTest extends PostgresSitesContract {
  @Override
  String changelog() {
    return "embedded";
  }
}
