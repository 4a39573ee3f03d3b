package io.bactrian.site;

final class H2CirclesTest extends CirclesContract {
  @Override
  String database() {
    return "database.url = jdbc:h2:file:./data/site;DATABASE_TO_LOWER=TRUE\ndatabase.user = sa\n";
  }
}
