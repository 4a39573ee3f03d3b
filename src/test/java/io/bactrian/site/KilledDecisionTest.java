package io.bactrian.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bactrian.changelog.Act;
import io.bactrian.decide.Decisions;
import io.bactrian.decide.MovedOnException;
import io.bactrian.decide.Selection;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** A process is killed between a decision that is written and the record of who made it. */
class KilledDecisionTest extends PartnerLimitsFixture {
  private static final String STOCK = "select stock from article";

  /** Both change article 1; stock is added, price is asked. */
  private void conflict(String column, String there, String here) throws Exception {
    start("");
    hq.sql("insert into article values (1, 'pen', 1.00, 10)");
    rounds(2);
    c1.sql("update product set " + there);
    hq.sql("update article set " + here);
    rounds(2);
    assertThat(records()).as(column).hasSize(1);
  }

  private List<String> records() {
    return hq.site().conflicts().list(false, 9).stream().map(one -> one.record().id()).toList();
  }

  private List<Act> acts() {
    return hq.site().conflicts().find(records().get(0)).orElseThrow().acts();
  }

  private Decisions decisions() {
    return hq.site().decisions();
  }

  /** In a process of its own, which is killed when it asks what time it is. */
  private void killed(String... words) throws Exception {
    hq.stop();
    List<String> command =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                Decider.class.getName(),
                hq.folder.toString()));
    command.addAll(Arrays.asList(words));
    Process child =
        new ProcessBuilder(command).redirectError(dir.resolve("child.err").toFile()).start();
    try (BufferedReader said = child.inputReader()) {
      String line = said.readLine();
      while (line != null && !line.equals("written")) {
        line = said.readLine();
      }
      assertThat(line).as(Files.readString(dir.resolve("child.err"))).isEqualTo("written");
    } finally {
      child.destroyForcibly().waitFor();
    }
    hq.start();
  }

  /** Decides until it is killed. */
  static final class Decider {
    private Decider() {}

    public static void main(String[] args) {
      Site site = Site.open(Path.of(args[0]));
      Decisions decisions = site.decisions(new Stuck(site.database()));
      if (args[1].equals("undo")) {
        decisions.undo(args[2], "ann");
      } else {
        decisions.decide(args[2], List.of(args[3]), args[4], "ann (by file)");
      }
    }
  }

  /** Makes durable what is committed, with which H2 is late. */
  static void settle(SiteDatabase database) {
    try (Connection h2 = database.pool().getConnection()) {
      h2.createStatement().execute("checkpoint sync");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Is asked for the time of an act after its row was committed. */
  private static final class Stuck extends Clock {
    private final SiteDatabase database;

    private Stuck(SiteDatabase database) {
      this.database = database;
    }

    @Override
    public Instant instant() {
      settle(database);
      System.out.println("written");
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

  @Test
  void what_was_added_is_subtracted_once_though_its_undoing_was_killed_before_it_was_recorded()
      throws Exception {
    conflict("stock", "stock = 7", "stock = 8");
    assertThat(hq.rows(STOCK)).as("2 sold here and 3 there").containsExactly("5");
    String id = records().get(0);
    hq.sql("update article set stock = stock - 1");
    killed("undo", id);
    assertThat(hq.rows(STOCK)).containsExactly("7");
    assertThat(acts()).isEmpty();
    hq.sql("update article set stock = stock - 1");
    decisions().undo(id, "bob");
    assertThat(hq.rows(STOCK)).as("it was undone already").containsExactly("6");
    assertThat(acts()).extracting(Act::by).containsExactly("ann");
    assertThat(acts().get(0).after().get(3)).isEqualTo("7");
    assertThat(hq.rows("select kind from bactrian_wait")).isEmpty();
    decisions().undo(id, "bob");
    assertThat(hq.rows(STOCK)).as("the undoing is undone").containsExactly("3");
    rounds(2);
    assertThat(c1.rows("select stock from product")).containsExactly("3");
    assertThat(acts()).extracting(Act::by).containsExactly("ann", "bob");
  }

  @Test
  void a_decision_that_was_written_and_not_recorded_is_taken_when_its_file_is_read_again()
      throws Exception {
    conflict("price", "cents = 300", "price = 2.00");
    String id = records().get(0);
    String seen = decisions().questions().find(id, false).version();
    killed("decide", id, "theirs", seen);
    assertThat(hq.rows("select price from article")).containsExactly("3.00");
    assertThat(decisions().questions().list(false, Selection.ALL).questions()).hasSize(1);
    assertThatThrownBy(() -> decisions().decide(id, List.of("ours"), seen, "bob"))
        .isInstanceOf(MovedOnException.class);
    decisions().decide(id, List.of("theirs"), seen, "ann (by file)");
    assertThat(acts()).extracting(Act::by).containsExactly("ann (by file)");
    assertThat(decisions().questions().list(false, Selection.ALL).questions()).isEmpty();
    rounds(2);
    assertThat(c1.rows("select cents from product")).containsExactly("300");
  }
}
