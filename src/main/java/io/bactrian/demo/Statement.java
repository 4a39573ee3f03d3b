package io.bactrian.demo;

/**
 * Statements of the demo's users, each for one row. In the order in which one transaction executes
 * them: parents before children, deletions last and children first.
 */
enum Statement {
  // head office
  NEW_TAX_CLASS("insert into tax_class (code, percent) values (?, ?)"),
  NEW_CUSTOMER(
      "insert into customer (code, name, email, active, credit_limit, street, zip, city, country,"
          + " address_changed) values (?, ?, ?, true, ?, ?, ?, ?, ?, ?)"),
  NEW_ITEM(
      "insert into stock_item (sku, tax_class, description, price, weight_kg, state, on_hand,"
          + " internal_note) values (?, ?, ?, ?, ?, ?, ?, ?)"),
  NEW_ORDER(
      "insert into sales_order (shop_id, order_no, customer_code, ordered_on, status, total)"
          + " values (?, ?, ?, ?, 'N', ?)"),
  NEW_ORDER_LINE(
      "insert into sales_order_line (shop_id, order_no, line_no, sku, quantity, unit_price)"
          + " values (?, ?, ?, ?, ?, ?)"),
  RAISE_PRICE("update stock_item set price = price + ? where sku = ?"),
  RECEIVE_GOODS("update stock_item set on_hand = on_hand + ? where sku = ?"),
  RAISE_CREDIT("update customer set credit_limit = credit_limit + ? where code = ?"),

  // a shop
  NEW_CLIENT(
      "insert into client (client_no, full_name, email, active, credit_cents)"
          + " values (?, ?, ?, 'Y', ?)"),
  NEW_ADDRESS(
      "insert into client_address (client_no, street, postcode, town, country, last_changed)"
          + " values (?, ?, ?, ?, ?, ?)"),
  NEW_TICKET(
      "insert into ticket (ref, client_no, sold_on, status, total_cents)"
          + " values (?, ?, ?, 'new', ?)"),
  NEW_TICKET_LINE(
      "insert into ticket_line (ref, pos, product, quantity, unit_cents) values (?, ?, ?, ?, ?)"),
  SELL("update product set stock = stock - ? where code = ?"),
  PAY("update ticket set status = 'paid' where ref = ?"),
  MOVE_HOUSE("update client_address set street = ?, last_changed = ? where client_no = ?"),
  TAKE_BACK_LINE("delete from ticket_line where ref = ? and pos = ?"),
  TAKE_BACK("delete from ticket where ref = ?");

  private final String sql;

  Statement(String sql) {
    this.sql = sql;
  }

  String sql() {
    return sql;
  }
}
