package io.bactrian.demo;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** A change now and then at some site, for ever, so that there is something to watch. */
public final class Trickle {
  private static final List<String> CHANGES =
      List.of(
          "hq:update stock_item set on_hand = on_hand + 1 where sku = 'SKU-00001'",
          "hq:update customer set credit_limit = credit_limit + 1 where code = 'C-1001'",
          "c1:update product set stock = stock - 1 where code = 'SKU-00002'",
          "c2:update product set stock = stock - 1 where code = 'SKU-00003'");

  private final Play play;
  private final Random random;

  public Trickle(Play play, long seed) {
    this.play = play;
    this.random = new Random(seed);
  }

  /**
   * Goes on until the thread is interrupted or the process ends.
   *
   * @throws SQLException when a site's database is gone
   */
  public void run() throws SQLException, InterruptedException {
    while (true) {
      String change = CHANGES.get(random.nextInt(CHANGES.size()));
      try (Connection connection = play.connect(change.substring(0, 2));
          var statement = connection.createStatement()) {
        statement.executeUpdate(change.substring(3));
      }
      TimeUnit.MILLISECONDS.sleep(500 + random.nextInt(1_000));
    }
  }
}
