package io.bactrian.site;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.changelog.Act;
import io.bactrian.changelog.StoredConflict;
import io.bactrian.decide.Outcome;
import io.bactrian.decide.Seen;
import io.bactrian.decide.Selection;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** A process is killed while it decides a set of conflicts together. */
class KilledSetTest extends PartnerLimitsFixture {
  /** More than one transaction takes. */
  private static final int MANY = 250;

  private void conflicts() throws Exception {
    start("");
    for (int id = 1; id <= MANY; id++) {
      hq.sql("insert into article values (%d, 'pen %<d', 1.00, 10)".formatted(id));
    }
    rounds(2);
    c1.sql("update product set cents = 300");
    hq.sql("update article set price = 2.00");
    rounds(2);
    assertThat(hq.site().conflicts().openCount()).isEqualTo(MANY);
  }

  /** In a process of its own, which is killed when it asks the so manieth time what time it is. */
  private void killed(int asked) throws Exception {
    hq.stop();
    Process child =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                Decider.class.getName(),
                hq.folder.toString(),
                "" + asked)
            .redirectError(dir.resolve("child.err").toFile())
            .start();
    try (BufferedReader said = child.inputReader()) {
      String line = said.readLine();
      while (line != null && !line.equals("now")) {
        line = said.readLine();
      }
      assertThat(line).as(Files.readString(dir.resolve("child.err"))).isEqualTo("now");
    } finally {
      child.destroyForcibly().waitFor();
    }
    hq.start();
  }

  /** Decides all for the spoke until it is killed. */
  static final class Decider {
    private Decider() {}

    public static void main(String[] args) {
      Site site = Site.open(Path.of(args[0]));
      site.decisions(new Stuck(Integer.parseInt(args[1]), site.database()))
          .decide(shown(site), true, "ann", null);
    }
  }

  private static List<Seen> shown(Site site) {
    var questions = site.decisions().questions();
    return questions.seen(questions.list(false, Selection.ALL).questions());
  }

  /** Stops at the so manieth question. */
  private static final class Stuck extends Clock {
    private final SiteDatabase database;
    private int left;

    private Stuck(int asked, SiteDatabase database) {
      left = asked;
      this.database = database;
    }

    @Override
    public Instant instant() {
      if (--left > 0) {
        return Instant.EPOCH;
      }
      KilledDecisionTest.settle(database);
      System.out.println("now");
      while (true) {
        LockSupport.park();
      }
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  /** What became of the conflicts. */
  private record Now(long untouched, long written, long decided) {}

  private Now now() throws Exception {
    List<String> prices = hq.rows("select price from article order by id");
    long untouched = 0;
    long written = 0;
    long decided = 0;
    for (StoredConflict one : hq.site().conflicts().list(false, MANY + 1)) {
      boolean chosen = prices.get(Integer.parseInt(one.record().key().get(0)) - 1).equals("3.00");
      if (one.open()) {
        assertThat(one.acts()).isEmpty();
        written += chosen ? 1 : 0;
        untouched += chosen ? 0 : 1;
      } else {
        assertThat(one.acts()).extracting(Act::by).containsExactly("ann");
        assertThat(chosen).as("a decided one").isTrue();
        decided++;
      }
    }
    return new Now(untouched, written, decided);
  }

  /** Of one transaction the rows are written before the acts are: until then it is open. */
  @Test
  void each_is_untouched_or_as_chosen_and_decided_once_wherever_the_process_was_killed()
      throws Exception {
    conflicts();
    killed(2);
    assertThat(now()).as("after it was committed").isEqualTo(new Now(MANY - 200, 200, 0));
    killed(3);
    assertThat(now()).as("after it was recorded").isEqualTo(new Now(MANY - 200, 0, 200));
    Outcome rest = hq.site().decisions().decide(shown(hq.site()), true, "ann", null);
    assertThat(rest.isWhole()).isTrue();
    assertThat(now()).isEqualTo(new Now(0, 0, MANY));
    assertThat(hq.site().conflicts().openCount()).isZero();
    rounds(2);
    assertThat(c1.rows("select distinct cents from product")).containsExactly("300");
  }
}
