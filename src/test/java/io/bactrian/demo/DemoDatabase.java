package io.bactrian.demo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.UUID;

/**
 * The demo's three databases as schemas of one in-memory H2, made by the shipped {@code
 * schema.sql}.
 */
final class DemoDatabase implements AutoCloseable {
  private final String url =
      "jdbc:h2:mem:" + UUID.randomUUID() + ";DATABASE_TO_LOWER=TRUE;DB_CLOSE_DELAY=-1";
  private final Connection keeper;

  DemoDatabase() throws SQLException, IOException {
    keeper = DriverManager.getConnection(url, "sa", "");
    create("hq", "hq");
    create("c1", "shop");
    create("c2", "shop");
  }

  private void create(String site, String system) throws SQLException, IOException {
    try (var statement = keeper.createStatement();
        InputStream in = getClass().getResourceAsStream("/demo/" + system + "/schema.sql")) {
      statement.execute("create schema " + site);
      statement.execute("set schema " + site);
      statement.execute(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  Connection connect(String site) throws SQLException {
    Connection connection = DriverManager.getConnection(url, "sa", "");
    connection.setSchema(site);
    return connection;
  }

  /** Fills the catalogue, and brings it to both shops in plain SQL. */
  void fill(DemoData data) throws SQLException {
    try (Connection hq = connect("hq")) {
      Work.doAll(hq, data.catalogue(), rows -> {});
    }
    for (String shop : new String[] {"c1", "c2"}) {
      try (Connection connection = connect(shop);
          var statement = connection.createStatement()) {
        statement.execute("insert into tax_class select * from hq.tax_class");
        statement.execute(
            "insert into client select cast(substring(code, 3) as integer), name, email, 'Y',"
                + " credit_limit * 100 from hq.customer");
        statement.execute(
            "insert into client_address select cast(substring(code, 3) as integer), street, zip,"
                + " city, left(country, 2), address_changed from hq.customer");
        statement.execute(
            "insert into product select sku, tax_class, description, price * 100,"
                + " weight_kg * 1000, case state when 'A' then 'active' else 'orderable' end,"
                + " on_hand, null from hq.stock_item");
      }
    }
  }

  @Override
  public void close() throws SQLException {
    keeper.createStatement().execute("shutdown");
    keeper.close();
  }
}
