package kill;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * The users of one site: one transaction after the other, each with one row of the journal, which
 * says what else it did to the counters. A database that goes away is connected to again.
 */
final class Writer implements AutoCloseable {
  static final int SKUS = 10;
  private static final int NOTES = 40;

  private final String site;
  private final String url;
  private final Random random;
  private final Ledger ledger = new Ledger();
  private final long pace;
  private final List<String> parcels = new ArrayList<>();
  private final List<String> tasks = new ArrayList<>();
  private final Thread thread;
  private volatile boolean over;
  private int rows;

  Writer(String site, String url, long pace, long seed) {
    this.site = site;
    this.url = url;
    this.pace = pace;
    this.random = new Random(seed);
    thread = new Thread(this::work, "writer at " + site);
    thread.setDaemon(true);
  }

  Ledger ledger() {
    return ledger;
  }

  private boolean hub() {
    return site.equals("hq");
  }

  void start() {
    thread.start();
  }

  private void work() {
    try {
      while (!over) {
        try (Connection c = Servers.connect(url)) {
          c.setAutoCommit(false);
          while (!over) {
            transaction(c);
            TimeUnit.MILLISECONDS.sleep(random.nextInt((int) (2 * pace)));
          }
        } catch (SQLException e) {
          Kill.detail("writer at %s: %s", site, e.getMessage());
          TimeUnit.MILLISECONDS.sleep(200);
        }
      }
    } catch (InterruptedException e) {
      Kill.detail("writer at %s ends", site);
    }
  }

  /** A lost connection comes out; anything else is only a failed transaction. */
  private void transaction(Connection c) throws SQLException {
    Ledger.State state = Ledger.State.FAILED;
    rows = 0;
    try {
      change(c);
      state = Ledger.State.UNKNOWN;
      c.commit();
      state = Ledger.State.ACKNOWLEDGED;
    } catch (SQLException e) {
      Kill.detail("writer at %s: %s", site, e.getMessage());
      if (state == Ledger.State.UNKNOWN || !c.isValid(5)) {
        throw e;
      }
      c.rollback();
    } finally {
      ledger.add(state, rows);
    }
  }

  private void change(Connection c) throws SQLException {
    int n = ledger.next();
    int delta = random.nextInt(3) == 0 ? 1 + random.nextInt(9) : 0;
    String sku = "S" + random.nextInt(SKUS);
    run(c, hub() ? "insert into entry values (?, ?, ?, ?, ?, ? / 100.0)" : "insert into posting values (?, ?, ?, ?, ?, ?)",
        site + "-" + n, site, (long) n, sku, delta, random.nextInt(100_000));
    if (delta > 0) {
      run(c, hub() ? "update stock set on_hand = on_hand + ? where sku = ?" : "update product set stock = stock + ? where code = ?", delta, sku);
    }
    switch (random.nextInt(8)) {
      case 0 -> run(c, hub() ? "update stock set price = ? / 100.0, label = ?, changed_at = clock_timestamp() where sku = ?"
          : "update product set price_cents = ?, label = ?, changed_at = clock_timestamp() where code = ?", random.nextInt(10_000), text(n), "S" + random.nextInt(SKUS));
      case 1, 2 -> note(c, n);
      case 3 -> parcel(c, n);
      case 4, 5 -> task(c, n);
      default -> { } // the journal alone
    }
  }

  private void note(Connection c, int n) throws SQLException {
    int id = random.nextInt(NOTES);
    String column = List.of("title", hub() ? "body" : "text", hub() ? "priority" : "urgency").get(random.nextInt(3));
    switch (random.nextInt(6)) {
      case 0 -> run(c, hub() ? "delete from note where id = ?" : "delete from memo where no = ?", id);
      case 1, 2 -> run(c, hub() ? "insert into note values (?, ?, ?, ?, ?) on conflict do nothing"
          : "insert into memo values (?, ?, ?, ?, case when ? then 'Y' else 'N' end) on conflict do nothing", id, text(n), text(n), n, random.nextBoolean());
      default -> run(c, hub() ? "update note set " + column + " = ? where id = ?" : "update memo set " + column + " = ? where no = ?",
          column.equals("priority") || column.equals("urgency") ? (Object) n : text(n), id);
    }
  }

  /** Only the hub moves one from shop to shop. */
  private void parcel(Connection c, int n) throws SQLException {
    if (parcels.isEmpty() || random.nextInt(3) == 0) {
      parcels.add(site + "p" + n);
      run(c, hub() ? "insert into parcel values (?, ?, ?, ? / 1000.0)" : "insert into delivery values (?, ?, ?, ?)",
          site + "p" + n, hub() ? shop() : site, text(n), random.nextInt(100_000));
      return;
    }
    String id = parcels.get(random.nextInt(parcels.size()));
    switch (random.nextInt(5)) {
      case 0 -> {
        parcels.remove(id);
        run(c, hub() ? "delete from parcel where id = ?" : "delete from delivery where id = ?", id);
      }
      case 1, 2 -> run(c, hub() ? "update parcel set what = ? where id = ?" : "update delivery set what = ? where id = ?", text(n), id);
      default -> {
        if (hub()) { // anyone's
          run(c, "update parcel set shop = ? where id = (select id from parcel order by md5(id || ?) limit 1)", shop(), "" + n);
        } else {
          run(c, "update delivery set grams = ? where id = (select id from delivery order by md5(id || ?) limit 1)", random.nextInt(100_000), "" + n);
        }
      }
    }
  }

  private String shop() {
    return random.nextInt(5) == 0 ? null : random.nextBoolean() ? "c1" : "c2";
  }

  /** Parents with their children; only who made one deletes it. */
  private void task(Connection c, int n) throws SQLException {
    if (tasks.isEmpty() || random.nextInt(3) == 0) {
      String shop = hub() ? random.nextBoolean() ? "c1" : "c2" : site;
      String no = site + "t" + n;
      tasks.add(shop + "-" + no);
      int lines = 1 + random.nextInt(4);
      run(c, hub() ? "insert into task values (split_part(?, '-', 1), split_part(?, '-', 2), ?, false)" : "insert into job values (coalesce(?, ?), ?, 'open')",
          shop + "-" + no, shop + "-" + no, text(n));
      run(c, hub() ? "insert into task_line select ?, ?, g, ? from generate_series(1, ?) g" : "insert into job_line select ? || '-' || ?, g, ? from generate_series(1, ?) g",
          shop, no, text(n), lines);
      return;
    }
    String ref = tasks.get(random.nextInt(tasks.size()));
    switch (random.nextInt(5)) {
      case 0 -> {
        tasks.remove(ref);
        run(c, hub() ? "delete from task_line where shop || '-' || no = ?" : "delete from job_line where ref = ?", ref);
        run(c, hub() ? "delete from task where shop || '-' || no = ?" : "delete from job where ref = ?", ref);
      }
      case 1, 2 -> run(c, hub() ? "update task set done = not done, title = ? where (shop, no) = (select shop, no from task order by md5(no || ?) limit 1)"
          : "update job set state = 'done', name = ? where ref = (select ref from job order by md5(ref || ?) limit 1)", text(n), "" + n);
      default -> run(c, hub() ? "update task_line set text = ? where (shop, no) = (select shop, no from task order by md5(no || ?) limit 1)"
          : "update job_line set text = ? where ref = (select ref from job order by md5(ref || ?) limit 1)", text(n), "" + n);
    }
  }

  private String text(int n) {
    return (site + " " + n + " <&>é" + "x".repeat(random.nextInt(20))).strip();
  }

  private void run(Connection c, String sql, Object... values) throws SQLException {
    try (PreparedStatement statement = c.prepareStatement(sql)) {
      statement.setQueryTimeout(20);
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      rows += statement.executeUpdate();
    }
  }

  @Override
  public void close() throws InterruptedException {
    over = true;
    thread.join();
  }
}
