package io.bactrian.demo;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;

/**
 * Generates what the users of the demo do from a seed: the same seed and size give the same work.
 * Immutable and thread-safe; an iterator it gives belongs to one thread and makes its transactions
 * as they are asked for.
 *
 * @param seed of all that is random
 * @param changes rows that {@link #work} of all sites changes together, at least 1
 */
public record DemoData(long seed, int changes) {
  static final int FIRST_CUSTOMER = 1001;
  static final LocalDate TODAY = LocalDate.of(2026, 1, 5);
  static final LocalDateTime OPENING = TODAY.atTime(8, 0);

  /** {@link #trickle} uses numbers from here on. */
  private static final int LATER = 50_000_000;

  private static final int MOST = 5_000;
  private static final int TRANSACTION = 100;
  private static final String[] THINGS = {"tea", "coffee", "cup", "kettle", "lamp", "chair"};
  private static final String[] KINDS = {"green", "black", "small", "large", "light", "oak"};
  private static final String[] CITIES = {"St. John's", "Gander", "Halifax", "Montréal"};

  public DemoData {
    if (changes < 1) {
      throw new IllegalArgumentException(
          "Demo not started: --changes " + changes + " is too few. Give 1 or more.");
    }
  }

  /** Stock items in the catalogue, {@code SKU-00001} on. */
  public int items() {
    return Math.min(MOST, Math.max(10, changes / 10));
  }

  /** Customers in the catalogue, {@code C-1001} on. */
  public int customers() {
    return Math.min(MOST, Math.max(10, changes / 10));
  }

  static String sku(int item) {
    return String.format(java.util.Locale.ROOT, "SKU-%05d", item);
  }

  /** Initial rows of head office; the shops start empty. */
  public Iterator<Work> catalogue() {
    List<Work> works = new ArrayList<>();
    Random random = new Random(seed);
    works.add(
        new Work()
            .add(Statement.NEW_TAX_CLASS, "full", new BigDecimal("15.00"))
            .add(Statement.NEW_TAX_CLASS, "reduced", new BigDecimal("5.00"))
            .add(Statement.NEW_TAX_CLASS, "none", new BigDecimal("0.00")));
    for (int i = 0; i < customers(); i++) {
      last(works).add(Statement.NEW_CUSTOMER, customer(FIRST_CUSTOMER + i, random));
    }
    for (int i = 1; i <= items(); i++) {
      last(works).add(Statement.NEW_ITEM, item(i, random));
    }
    return works.iterator();
  }

  private static Work last(List<Work> works) {
    if (works.get(works.size() - 1).size() >= TRANSACTION) {
      works.add(new Work());
    }
    return works.get(works.size() - 1);
  }

  private static Object[] customer(int number, Random random) {
    return new Object[] {
      "C-" + number,
      "Customer " + number,
      "c" + number + "@example.org",
      BigDecimal.valueOf(100L * (1 + random.nextInt(50)), 0),
      (1 + random.nextInt(200)) + " Water Street",
      "A1C " + random.nextInt(10) + "B" + random.nextInt(10),
      CITIES[random.nextInt(CITIES.length)],
      random.nextInt(10) == 0 ? "USA" : "CAN",
      OPENING.minusDays(1 + random.nextInt(300))
    };
  }

  private static Object[] item(int number, Random random) {
    return new Object[] {
      sku(number),
      random.nextInt(3) == 0 ? "reduced" : "full",
      KINDS[random.nextInt(KINDS.length)] + " " + THINGS[random.nextInt(THINGS.length)],
      BigDecimal.valueOf(100L + random.nextInt(20_000), 2),
      BigDecimal.valueOf(1L + random.nextInt(9_000), 3),
      random.nextInt(12) == 0 ? "O" : "A",
      100 + random.nextInt(900),
      "bought in lot " + random.nextInt(1000)
    };
  }

  /** Rows of {@link #work} of this site. */
  public int share(String site) {
    int shop = changes / 4;
    return site.equals("hq") ? changes - 2 * shop : shop;
  }

  /** This site's part of the work, after the catalogue has reached it. */
  public Iterator<Work> work(String site) {
    return work(site, share(site), TRANSACTION, 0);
  }

  /** Small changes without end, after the work. */
  public Iterator<Work> trickle(String site) {
    return work(site, Integer.MAX_VALUE, 4, LATER);
  }

  private Iterator<Work> work(String site, int rows, int transaction, int from) {
    Random random = new Random(seed * 31 + site.hashCode() + from);
    Transactions transactions = new Transactions(random, rows, transaction);
    return site.equals("hq")
        ? new OfficeWork(this, transactions, from)
        : new ShopWork(this, site, transactions, from);
  }
}
