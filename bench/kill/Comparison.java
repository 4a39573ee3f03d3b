package kill;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Holds the databases against each other and against the ledgers. */
final class Comparison {
  /** Table by table: the hub's rows as a shop has them, and a shop's; the key comes first. */
  private static final Map<String, List<String>> TABLES =
      new TreeMap<>(
          Map.of(
              "entry", List.of("select id, site, n, sku, delta, (amount * 100)::bigint from entry", "select * from posting"),
              "stock", List.of("select sku, on_hand, (price * 100)::bigint, label, changed_at from stock", "select * from product"),
              "note", List.of("select id, title, body, priority, case when pinned then 'Y' else 'N' end from note", "select * from memo"),
              "parcel", List.of("select id, shop, what, (weight_kg * 1000)::bigint from parcel where shop = '%s'", "select * from delivery"),
              "task", List.of("select shop || '-' || no, title, case when done then 'done' else 'open' end from task where shop = '%s'", "select * from job"),
              "task_line", List.of("select shop || '-' || no, line, text from task_line where shop = '%s'", "select * from job_line")));

  private final Map<String, String> urls;
  private final List<String> findings = new ArrayList<>();
  private long lost;
  private long doubled;
  private long disordered;
  private long different;

  Comparison(Map<String, String> urls) {
    this.urls = urls;
  }

  long lost() {
    return lost;
  }

  long doubled() {
    return doubled;
  }

  long disordered() {
    return disordered;
  }

  boolean inStep() {
    return different == 0;
  }

  List<String> findings() {
    return findings;
  }

  /** Rows that are not the same at the hub and at a shop that is to have them. */
  Comparison rows() throws SQLException {
    try (Connection hub = Servers.connect(urls.get("hq"))) {
      for (String shop : List.of("c1", "c2")) {
        try (Connection there = Servers.connect(urls.get(shop))) {
          for (Map.Entry<String, List<String>> table : TABLES.entrySet()) {
            Set<String> a = texts(hub, table.getValue().get(0).formatted(shop));
            Set<String> b = texts(there, table.getValue().get(1));
            Set<String> all = new TreeSet<>(a);
            all.addAll(b);
            all.removeIf(row -> a.contains(row) && b.contains(row));
            different += all.size();
            all.stream().limit(6).forEach(row -> findings.add("%s: only at %s: %s".formatted(table.getKey(), a.contains(row) ? "hq, not " + shop : shop, row)));
          }
        }
      }
    }
    return this;
  }

  /** The journal: each transaction that was committed is everywhere, once, and what it added counts. */
  Comparison journal(Map<String, Ledger> ledgers) throws SQLException {
    Map<String, Map<String, Long>> seen = new HashMap<>();
    Map<String, Set<String>> journals = new HashMap<>();
    for (Map.Entry<String, String> site : urls.entrySet()) {
      try (Connection c = Servers.connect(site.getValue())) {
        boolean hub = site.getKey().equals("hq");
        journals.put(site.getKey(), texts(c, hub ? "select id from entry" : "select code from posting"));
        seen.put(site.getKey(), numbers(c, "select id, count(*) from seen group by id"));
        order(site.getKey(), c);
        sums(site.getKey(), c, hub);
      }
    }
    ledgers.forEach(
        (origin, ledger) -> {
          List<Ledger.Line> lines = ledger.lines();
          for (int n = 0; n < lines.size(); n++) {
            String id = origin + "-" + n;
            boolean committed = lines.get(n).state() == Ledger.State.ACKNOWLEDGED || journals.get(origin).contains("(" + id + ")");
            if (committed && lines.get(n).state() == Ledger.State.FAILED) {
              doubled++;
              findings.add(id + " is there, although it failed");
            }
            for (String site : urls.keySet()) {
              count(id, site, committed, journals.get(site).contains("(" + id + ")"), seen.get(site).getOrDefault(id, 0L));
            }
          }
        });
    return this;
  }

  private void count(String id, String site, boolean committed, boolean there, long times) {
    if (committed && !there) {
      lost++;
      findings.add(id + " is lost at " + site);
    } else if (!committed && there) {
      doubled++;
      findings.add(id + " is at " + site + ", although it was never committed");
    } else if (committed && times != 1) {
      doubled += Math.max(1, times - 1);
      findings.add(id + " was written " + times + " times at " + site);
    }
  }

  /** The rows of one origin arrived in the order in which they were committed there. */
  private void order(String site, Connection c) throws SQLException {
    String sql =
        """
        with batch as (select split_part(id, '-', 1) origin, xid, min(k) k, min(split_part(id, '-', 2)::bigint) low, max(split_part(id, '-', 2)::bigint) high
                       from seen where op = 'I' group by 1, 2)
        select origin, low, before from (select origin, low, max(high) over (partition by origin order by k rows between unbounded preceding and 1 preceding) before from batch) b
        where before > low
        """;
    try (Statement s = c.createStatement(); ResultSet r = s.executeQuery(sql)) {
      while (r.next()) {
        disordered++;
        findings.add("%s: %s-%d came after %s-%d".formatted(site, r.getString(1), r.getLong(2), r.getString(1), r.getLong(3)));
      }
    }
  }

  /** Counters under the rule `add` are the sum of what the journal says. */
  private void sums(String site, Connection c, boolean hub) throws SQLException {
    Map<String, Long> is = numbers(c, hub ? "select sku, on_hand from stock" : "select code, stock from product");
    Map<String, Long> should = numbers(c, hub ? "select sku, sum(delta) from entry group by 1" : "select product, sum(change) from posting group by 1");
    Set<String> skus = new HashSet<>(is.keySet());
    skus.addAll(should.keySet());
    for (String sku : skus) {
      long difference = is.getOrDefault(sku, 0L) - should.getOrDefault(sku, 0L);
      lost += difference < 0 ? 1 : 0;
      doubled += difference > 0 ? 1 : 0;
      if (difference != 0) {
        findings.add("%s: the counter of %s is %d too %s".formatted(site, sku, Math.abs(difference), difference < 0 ? "low" : "high"));
      }
    }
  }

  private static Set<String> texts(Connection c, String sql) throws SQLException {
    Set<String> texts = new HashSet<>();
    try (Statement s = c.createStatement()) {
      s.execute("set timezone = 'UTC'");
      try (ResultSet r = s.executeQuery("select row(q.*)::text from (" + sql + ") q")) {
        while (r.next()) {
          texts.add(r.getString(1));
        }
      }
    }
    return texts;
  }

  static Map<String, Long> numbers(Connection c, String sql) throws SQLException {
    Map<String, Long> numbers = new TreeMap<>();
    try (PreparedStatement s = c.prepareStatement(sql); ResultSet r = s.executeQuery()) {
      while (r.next()) {
        numbers.put(r.getString(1), r.getLong(2));
      }
    }
    return numbers;
  }
}
