package io.bactrian.demo;

import java.math.BigDecimal;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** Work of head office: prices, goods, credit, and orders taken by telephone for a shop. */
final class OfficeWork implements Iterator<Work> {
  /** Head office's orders have numbers from here on, so that they never collide with a shop's. */
  private static final int FIRST_ORDER = 500_000_000;

  private final DemoData data;
  private final Transactions transactions;
  private int order;

  OfficeWork(DemoData data, Transactions transactions, int from) {
    this.data = data;
    this.transactions = transactions;
    this.order = FIRST_ORDER + from;
  }

  @Override
  public boolean hasNext() {
    return transactions.more();
  }

  @Override
  public Work next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    int size = transactions.next();
    Work work = new Work();
    while (work.size() < size) {
      switch (transactions.any(10)) {
        case 0, 1, 2, 3 -> order(work, size);
        case 4, 5 -> work.add(Statement.RAISE_PRICE, cents(1 + transactions.any(50)), sku());
        case 6, 7 -> work.add(Statement.RECEIVE_GOODS, 1 + transactions.any(40), sku());
        default -> work.add(Statement.RAISE_CREDIT, 10 * (1 + transactions.any(9)), customer());
      }
    }
    return work;
  }

  private void order(Work work, int size) {
    String shop = transactions.any(2) == 0 ? "c1" : "c2";
    int number = ++order;
    work.add(
        Statement.NEW_ORDER,
        shop,
        number,
        customer(),
        DemoData.TODAY,
        cents(100 + transactions.any(50_000)));
    int lines = Math.min(size - work.size(), 1 + transactions.any(4));
    for (int line = 1; line <= lines; line++) {
      int quantity = 1 + transactions.any(5);
      work.add(Statement.NEW_ORDER_LINE, shop, number, line, sku(), quantity, cents(1_999));
    }
  }

  private String customer() {
    return "C-" + (DemoData.FIRST_CUSTOMER + transactions.any(data.customers()));
  }

  private String sku() {
    return DemoData.sku(1 + transactions.any(data.items()));
  }

  private static BigDecimal cents(int cents) {
    return BigDecimal.valueOf(cents, 2);
  }
}
