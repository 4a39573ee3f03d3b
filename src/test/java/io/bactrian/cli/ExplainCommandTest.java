package io.bactrian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** Where a row goes, and why. */
class ExplainCommandTest extends CommandsAtSite {

  @Test
  void a_row_is_explained_through_its_parents() throws Exception {
    sql("create table customer (id int primary key, branch varchar(10))");
    sql("create table orders (id int primary key, customer_id int references customer)");
    sql(
        "create table gift (a int, b int, customer_id int, orders_id int references orders,"
            + " foreign key (customer_id) references customer, primary key (a, b))");
    assertThat(init()).isZero();
    Files.writeString(
        site.resolve("tables.yaml"),
        """
        tables:
          customer: {destination: {column: branch}}
          orders: {destination: {via: customer_id}}
          gift: {destination: {via: [customer_id, orders_id]}}
        """);
    assertThat(at("install")).as(err.toString()).isZero();
    sql("insert into customer values (1, 'c1'), (2, 'c2,c3'), (3, null)");
    sql("insert into orders values (7, 2)");
    sql("insert into gift values (1, 2, 1, 7), (1, 3, 3, null)");

    assertThat(at("explain", "gift", "1", "2")).isZero();
    assertThat(out.toString())
        .isEqualToNormalizingNewlines(
            """
            gift (1,2) goes to c1, c2, c3.
              via `customer_id` (tables.yaml line 4): customer (1) goes to c1.
                column `branch` (tables.yaml line 2): c1
              via `orders_id` (tables.yaml line 4): orders (7) goes to c2, c3.
                via `customer_id` (tables.yaml line 3): customer (2) goes to c2, c3.
                  column `branch` (tables.yaml line 2): c2, c3
            """);
    assertThat(at("explain", "gift", "1", "3")).isZero();
    assertThat(out.toString())
        .contains("goes nowhere.")
        .contains("`branch` (tables.yaml line 2): nobody");
    assertThat(at("explain", "--json", "orders", "7")).isZero();
    assertThat(out.toString()).contains("\"sites\":[\"c2\",\"c3\"]");
  }

  @Test
  void what_is_not_there_is_said() throws Exception {
    sql("create table customer (id int primary key, branch varchar(10))");
    assertThat(init()).isZero();
    assertThat(at("install")).isZero();
    assertThat(at("explain", "customer", "1")).isEqualTo(3);
    assertThat(out.toString()).contains("customer (1) is not there.");
    assertThat(at("explain", "custmer", "1")).isEqualTo(1);
    assertThat(err.toString()).contains("nearest known: `customer`");
    assertThat(at("explain", "customer", "1", "2")).isEqualTo(1);
    assertThat(err.toString()).contains("has 1 columns, and 2 values");
  }
}
