package fuzz;

import attack.Honest;
import attack.Site;
import attack.Stage;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** Whether honest partners still get what is theirs, and only they changed it. For one thread. */
final class Watch {
  /** Without those that stay at the spoke, parked, as their parents went at the hub, and their parents there. */
  private static final String OWN = "select coalesce(md5(string_agg(t::text, '|' order by id)), '') || ' of ' || count(*) from %s t where site = 'c1' and id < 300000 and id not between 300 and 325";
  private static final int PATIENCE = 60;

  private final Stage stage;
  private final Findings findings;
  private final Honest honest;
  private String rows;
  private int rounds;
  private double slowest;

  Watch(Stage stage, Findings findings) throws Exception {
    this.stage = stage;
    this.findings = findings;
    this.honest = new Honest(stage);
    this.rows = rows(stage, "hq");
  }

  /** What of c1's is at a site. */
  static String rows(Stage stage, String site) throws Exception {
    return stage.text(site, OWN.formatted("item")) + ", " + stage.text(site, OWN.formatted("line")) + ", " + stage.text(site, OWN.formatted("kinds"));
  }

  int rounds() {
    return rounds;
  }

  double slowest() {
    return slowest;
  }

  boolean check(String after) throws Exception {
    long start = System.nanoTime();
    boolean works = honest.round(PATIENCE);
    slowest = Math.max(slowest, (System.nanoTime() - start) / 1e9);
    rounds++;
    if (!works) {
      findings.add("no honest round within " + PATIENCE + " s after " + after, stage.hub.stacks(), stage.hub.log().getBytes(StandardCharsets.UTF_8));
    }
    String now = rows(stage, "hq");
    if (!now.equals(rows)) {
      findings.add("rows of c1 were changed by others", "were " + rows + "\nare " + now, new byte[0]);
      rows = now;
    }
    return works;
  }

  /** The honest spoke has what the hub has for it. */
  boolean ending() throws Exception {
    boolean equal = Stage.within(() -> {
      TimeUnit.MILLISECONDS.sleep(500);
      return rows(stage, "hq").equals(rows(stage, "c1"));
    }, PATIENCE);
    if (!equal) {
      findings.add("hub and honest spoke are not in step at the end", rows(stage, "hq") + "\n" + rows(stage, "c1"), new byte[0]);
    }
    return equal;
  }

  /** Of what was there after everything had been used once. */
  void growth(Site.Use first) throws Exception {
    TimeUnit.SECONDS.sleep(5);
    Site.Use last = stage.hub.use();
    String both = first + "\n" + last;
    if (last.liveHeap() > first.liveHeap() + 40 || last.liveHeap() < 0) {
      findings.add("growth of the heap", both, new byte[0]);
    }
    if (last.threads() > first.threads() + 25) {
      findings.add("growth of threads", both, stage.hub.stacks().getBytes(StandardCharsets.UTF_8));
    }
    if (last.files() > first.files() + 60) {
      findings.add("growth of open files", both, new byte[0]);
    }
    double spool = Stage.size(stage.hub.folder().resolve("spool"));
    if (spool > 1) {
      findings.add("growth of the spool", spool + " MB", new byte[0]);
    }
  }
}
