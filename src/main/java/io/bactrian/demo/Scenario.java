package io.bactrian.demo;

import static io.bactrian.demo.Act.at;
import static io.bactrian.demo.Act.exchange;
import static io.bactrian.demo.Act.say;
import static io.bactrian.demo.Act.show;

import java.util.List;

/** The steps of the demo, in order. Data only. */
final class Scenario {

  /** Acts under a heading. */
  record Step(String heading, List<Act> acts) {
    Step(String heading, Act... acts) {
      this(heading, List.of(acts));
    }
  }

  private Scenario() {}

  static List<Step> steps() {
    return List.of(
        forAll(), forOne(), back(), both(), hub(), spoke(), latest(), add(), manual(), parked(),
        lost(), twice(), work());
  }

  private static Step forAll() {
    return new Step(
        "For all: head office fills its catalogue, and both shops have it, each in its terms",
        new Act.Catalogue(),
        at(
            "hq",
            "insert into supplier_cost (sku, supplier, cost) values ('SKU-00001', 'S1', 1.25)"),
        exchange(),
        show("items", "select count(*) from stock_item", "select count(*) from product"),
        show(
            "price and weight",
            "select price || ' $', weight_kg || ' kg' from stock_item where sku = 'SKU-00001'",
            "select price_cents || ' ct', weight_grams || ' g' from product"
                + " where code = 'SKU-00001'"),
        show(
            "customer C-1001",
            "select city, country, active from customer where code = 'C-1001'",
            "select town, country, active from client join client_address using (client_no)"
                + " where client.client_no = 1001"),
        say("What the suppliers ask stays at head office, and so do its notes on the items."));
  }

  private static Step forOne() {
    String office = "select shop_id, percent || ' %' from promotion where code = 'SPRING'";
    String shop = "select percent || ' %' from offer where code = 'SPRING'";
    String items = "select count(*) from promotion_item where code = 'SPRING'";
    String products = "select count(*) from offer_product where code = 'SPRING'";
    return new Step(
        "For one: a promotion for c1, with its items, which then moves to c2, and they with it",
        at(
            "hq",
            "insert into promotion (code, shop_id, title, percent)"
                + " values ('SPRING', 'c1', 'Spring sale', 10)",
            "insert into promotion_item (code, sku)"
                + " values ('SPRING', 'SKU-00001'), ('SPRING', 'SKU-00002')"),
        exchange(),
        show("promotion SPRING", office, shop),
        show("its items", items, products),
        at("hq", "update promotion set shop_id = 'c2' where code = 'SPRING'"),
        exchange(),
        show("promotion SPRING", office, shop),
        show("its items", items, products));
  }

  private static Step back() {
    return new Step(
        "Back: c1 sells something, c2 registers a client",
        at(
            "c1",
            "insert into ticket (ref, client_no, sold_on, status, total_cents)"
                + " values ('c1-900001', 1001, date '2026-01-05', 'new', 2500)",
            "insert into ticket_line (ref, pos, product, quantity, unit_cents)"
                + " values ('c1-900001', 1, 'SKU-00001', 2, 1250)",
            "update product set stock = stock - 2 where code = 'SKU-00001'",
            "insert into till_log (at, what) values (timestamp '2026-01-05 08:15:00', 'opened')"),
        at(
            "c2",
            "insert into client (client_no, full_name, email, active, credit_cents)"
                + " values (900001, 'Rose Noseworthy', 'rose@example.org', 'Y', 20000)",
            "insert into client_address (client_no, street, postcode, town, country, last_changed)"
                + " values (900001, '7 Harbour Drive', 'A1C 5W1', 'St. John''s', 'CA',"
                + " timestamp '2026-01-05 08:20:00')"),
        exchange(),
        show(
            "ticket c1-900001",
            "select status, total || ' $' from sales_order"
                + " where shop_id = 'c1' and order_no = 900001",
            "select status, total_cents || ' ct' from ticket where ref = 'c1-900001'"),
        show(
            "client 900001",
            "select name, city from customer where code = 'C-900001'",
            "select full_name, town from client join client_address using (client_no)"
                + " where client.client_no = 900001"));
  }

  private static Step both() {
    return new Step(
        "No conflict: head office and c1 change the same row, but not the same columns",
        at("hq", "update customer set credit_limit = 7777 where code = 'C-1001'"),
        at("c1", "update client set email = 'new@example.org' where client_no = 1001"),
        exchange(),
        show(
            "customer C-1001",
            "select credit_limit || ' $', email from customer where code = 'C-1001'",
            "select credit_cents || ' ct', email from client where client_no = 1001"));
  }

  private static Step hub() {
    return new Step(
        "Conflict, rule `hub`: head office and c1 rename a customer",
        at("hq", "update customer set name = 'Name from hq' where code = 'C-1002'"),
        at("c1", "update client set full_name = 'Name from c1' where client_no = 1002"),
        exchange(),
        show(
            "customer C-1002",
            "select name from customer where code = 'C-1002'",
            "select full_name from client where client_no = 1002"));
  }

  private static Step spoke() {
    return new Step(
        "Conflict, rule `spoke`: head office and c2 describe an item",
        at("hq", "update stock_item set description = 'said by hq' where sku = 'SKU-00002'"),
        at("c2", "update product set label = 'said by c2' where code = 'SKU-00002'"),
        exchange(),
        show(
            "item SKU-00002",
            "select description from stock_item where sku = 'SKU-00002'",
            "select label from product where code = 'SKU-00002'"));
  }

  private static Step latest() {
    return new Step(
        "Conflict, rule `latest`: three sites change one address, street and city as one",
        at(
            "hq",
            "update customer set street = '1 Hq Road', city = 'Hqville',"
                + " address_changed = timestamp '2026-01-05 09:00:00' where code = 'C-1003'"),
        at(
            "c1",
            "update client_address set street = '1 Late Lane', town = 'Lateville',"
                + " last_changed = timestamp '2026-01-05 09:30:00' where client_no = 1003"),
        at(
            "c2",
            "update client_address set street = '1 Mid Mews', town = 'Midville',"
                + " last_changed = timestamp '2026-01-05 09:15:00' where client_no = 1003"),
        exchange(),
        show(
            "customer C-1003",
            "select street, city from customer where code = 'C-1003'",
            "select street, town from client_address where client_no = 1003"));
  }

  private static Step add() {
    String office = "select on_hand from stock_item where sku = 'SKU-00003'";
    String shop = "select stock from product where code = 'SKU-00003'";
    return new Step(
        "Conflict, rule `add`: head office receives 100, c1 sells 3, c2 sells 2",
        show("SKU-00003 before", office, shop),
        at("hq", "update stock_item set on_hand = on_hand + 100 where sku = 'SKU-00003'"),
        at("c1", "update product set stock = stock - 3 where code = 'SKU-00003'"),
        at("c2", "update product set stock = stock - 2 where code = 'SKU-00003'"),
        exchange(),
        show("SKU-00003 after", office, shop));
  }

  private static Step manual() {
    String office = "select price || ' $' from stock_item where sku = 'SKU-00004'";
    String shop = "select price_cents || ' ct' from product where code = 'SKU-00004'";
    return new Step(
        "Conflict, rule `manual`: head office and c1 set a price, and a person is asked",
        at("hq", "update stock_item set price = 770.00 where sku = 'SKU-00004'"),
        at("c1", "update product set price_cents = 66000 where code = 'SKU-00004'"),
        exchange(),
        show("SKU-00004 meanwhile", office, shop),
        say("Head office's price stands until somebody decides. Somebody does: c1 is right."),
        new Act.Decide(LivePlay.Open.CONFLICT, true),
        exchange(),
        show("SKU-00004 decided", office, shop));
  }

  private static Step parked() {
    String office = "select email from customer where code = 'C-1005'";
    String shop = "select email from client where client_no = 1005";
    return new Step(
        "Parked: c2 gives a client an e-mail address that is unique, and taken, at head office",
        at("hq", "update customer set email = 'ann@example.org' where code = 'C-1006'"),
        at("c2", "update client set email = 'ann@example.org' where client_no = 1005"),
        exchange(),
        show("customer C-1005", office, shop),
        say("The change waits at head office, and stays at c2. Head office frees the address"),
        say("and has the parked change tried again."),
        at("hq", "update customer set email = 'anna@example.org' where code = 'C-1006'"),
        new Act.Decide(LivePlay.Open.PARKED, true),
        exchange(),
        show("customer C-1005", office, shop));
  }

  private static Step lost() {
    return new Step(
        "A file is lost between head office and c2",
        at("hq", "update stock_item set state = 'D' where sku = 'SKU-00005'"),
        new Act.LoseNextFile(),
        exchange(),
        say("It was not acknowledged, so it went out again, the same bytes under the same number."),
        show(
            "item SKU-00005",
            "select state from stock_item where sku = 'SKU-00005'",
            "select status from product where code = 'SKU-00005'"));
  }

  private static Step twice() {
    return new Step(
        "A file is delivered to c2 twice",
        at("hq", "update stock_item set on_hand = on_hand + 1 where sku = 'SKU-00006'"),
        exchange(),
        new Act.DeliverLastFileAgain(),
        exchange(),
        say("Its number and hash are known: it is acknowledged and not applied again."),
        show(
            "item SKU-00006",
            "select on_hand from stock_item where sku = 'SKU-00006'",
            "select stock from product where code = 'SKU-00006'"));
  }

  private static Step work() {
    return new Step(
        "Everybody at work, nobody waits for anybody", new Act.WorkEverywhere(), exchange());
  }
}
