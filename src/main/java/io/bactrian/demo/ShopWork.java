package io.bactrian.demo;

import java.time.LocalDateTime;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** Work of a shop: sales, payments, goods taken back, new clients, clients that move house. */
final class ShopWork implements Iterator<Work> {
  /** Sales that may still be paid or taken back; older ones are left alone. */
  private static final int REMEMBERED = 200;

  /** A sale and how many lines it has. */
  private record Sale(String ref, int lines) {}

  private final DemoData data;
  private final String site;
  private final Transactions transactions;
  private final Deque<Sale> open = new ArrayDeque<>();
  private int sale;
  private int client;
  private LocalDateTime now;

  ShopWork(DemoData data, String site, Transactions transactions, int from) {
    this.data = data;
    this.site = site;
    this.transactions = transactions;
    this.sale = from;
    // clients that a shop registers: 10c0000001 on, so that no two sites give one number
    this.client = (10 + site.charAt(site.length() - 1) - '0') * 100_000_000 + from;
    // two shops never use the same time, so that rule `latest` never has to choose between equals
    this.now = DemoData.OPENING.plusDays(from == 0 ? 0 : 365).plusSeconds(site.charAt(1) - '0');
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
    Deque<Sale> sold = new ArrayDeque<>();
    while (work.size() < size) {
      int room = size - work.size();
      switch (transactions.any(12)) {
        case 0, 1, 2, 3, 4 -> sell(work, room, sold);
        case 5 -> pay(work);
        case 6 -> takeBack(work, room);
        case 7 -> register(work, room);
        case 8 -> moveHouse(work);
        default -> work.add(Statement.SELL, 1 + transactions.any(5), sku());
      }
    }
    open.addAll(sold);
    while (open.size() > REMEMBERED) {
      open.removeFirst();
    }
    return work;
  }

  private void sell(Work work, int room, Deque<Sale> sold) {
    String ref = site + "-" + ++sale;
    int lines = Math.min(room - 1, 1 + transactions.any(3));
    work.add(Statement.NEW_TICKET, ref, catalogueClient(), DemoData.TODAY, 1_999 * lines);
    for (int line = 1; line <= lines; line++) {
      work.add(Statement.NEW_TICKET_LINE, ref, line, sku(), 1 + transactions.any(5), 1_999);
    }
    sold.add(new Sale(ref, lines));
  }

  private void pay(Work work) {
    Sale paid = open.pollFirst();
    if (paid != null) {
      work.add(Statement.PAY, paid.ref());
    }
  }

  private void takeBack(Work work, int room) {
    if (!open.isEmpty() && open.peekLast().lines() < room) {
      Sale back = open.pollLast();
      for (int line = 1; line <= back.lines(); line++) {
        work.add(Statement.TAKE_BACK_LINE, back.ref(), line);
      }
      work.add(Statement.TAKE_BACK, back.ref());
    }
  }

  private void register(Work work, int room) {
    if (room < 2) {
      return;
    }
    int number = ++client;
    String mail = site + "-" + number + "@example.org";
    work.add(Statement.NEW_CLIENT, number, "Client " + number + " of " + site, mail, 50_000L)
        .add(Statement.NEW_ADDRESS, number, "1 Duckworth Street", "A1C 1A1", "Gander", "CA", now());
  }

  private void moveHouse(Work work) {
    String street = (1 + transactions.any(500)) + " Gower Street, " + site;
    work.add(Statement.MOVE_HOUSE, street, now(), catalogueClient());
  }

  private LocalDateTime now() {
    now = now.plusMinutes(1);
    return now;
  }

  private int catalogueClient() {
    return DemoData.FIRST_CUSTOMER + transactions.any(data.customers());
  }

  private String sku() {
    return DemoData.sku(1 + transactions.any(data.items()));
  }
}
