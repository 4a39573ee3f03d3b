package io.bactrian.demo;

import io.bactrian.problem.Problem;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Tells the {@link Scenario}: does its acts on the running sites and shows the outcomes. */
public final class Story {
  private static final List<String> SITES = List.of("hq", "c1", "c2");

  private final LivePlay play;
  private final Stage stage;
  private final DemoData data;
  private final Map<String, Iterator<Work>> trickles = new LinkedHashMap<>();

  public Story(LivePlay play, Stage stage, DemoData data) {
    this.play = play;
    this.stage = stage;
    this.data = data;
    SITES.forEach(site -> trickles.put(site, data.trickle(site)));
  }

  /** One small transaction at each site: its users go on working after the story. */
  public void trickle() throws SQLException {
    for (var trickle : trickles.entrySet()) {
      try (Connection connection = play.connect(trickle.getKey())) {
        Work.doAll(connection, List.of(trickle.getValue().next()).iterator(), rows -> {});
      }
    }
  }

  /**
   * From the first step to the table at the end.
   *
   * @return whether the sites are in step
   * @throws SQLException when a statement fails: the demo's databases are not as its folders say
   */
  public boolean tell() throws SQLException {
    List<Scenario.Step> steps = Scenario.steps();
    for (int i = 0; i < steps.size(); i++) {
      stage.heading(i + 1, steps.size() + 1, steps.get(i).heading());
      for (Act act : steps.get(i).acts()) {
        perform(act);
      }
    }
    stage.heading(steps.size() + 1, steps.size() + 1, "In step?");
    Ending ending =
        new Ending(
            play.compare(),
            play.changesSent(),
            play.conflictsByRule(),
            play.open(LivePlay.Open.PARKED),
            play.open(LivePlay.Open.CONFLICT));
    ending.tell(stage);
    return ending.inStep();
  }

  private void perform(Act act) throws SQLException {
    if (act instanceof Act.Sql sql) {
      execute(sql);
    } else if (act instanceof Act.Catalogue) {
      work("hq", new Work.Source(data.catalogue(), 3L + data.items() + data.customers()));
    } else if (act instanceof Act.WorkEverywhere) {
      for (String site : SITES) {
        work(site, new Work.Source(data.work(site), data.share(site)));
      }
    } else if (act instanceof Act.Exchange) {
      exchange();
    } else if (act instanceof Act.LoseNextFile) {
      play.loseNextFile();
    } else if (act instanceof Act.DeliverLastFileAgain) {
      play.deliverLastFileAgain();
    } else if (act instanceof Act.Decide decide) {
      play.decide(decide.what(), decide.theirs());
    } else if (act instanceof Act.Show show) {
      show(show);
    } else if (act instanceof Act.Say say) {
      stage.say(say.text());
    }
  }

  private void execute(Act.Sql sql) throws SQLException {
    try (Connection connection = play.connect(sql.site())) {
      execute(connection, sql);
    }
  }

  /** One transaction; a statement that changes nothing means that what it needs has not arrived. */
  static void execute(Connection connection, Act.Sql sql) throws SQLException {
    connection.setAutoCommit(false);
    try (var statement = connection.createStatement()) {
      for (String text : sql.statements()) {
        if (statement.executeUpdate(text) == 0) {
          throw Problem.of(
                  "Demo stopped: at %s there is no row for `%s`, so something sent earlier has not arrived.",
                  sql.site(), text)
              .toDo("See the sites' logs.")
              .exception();
        }
      }
      connection.commit();
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }

  private void work(String site, Work.Source source) throws SQLException {
    try (Connection connection = play.connect(site);
        var progress = stage.progress("rows changed at " + site, source.rows())) {
      Work.doAll(connection, source.works(), progress);
    }
  }

  private void exchange() {
    long[] most = {0};
    Stage.Progress progress = stage.progress("changes exchanged", 1);
    long applied =
        play.exchange(
            left -> {
              most[0] = Math.max(most[0], left);
              progress.of(most[0]).accept(most[0] - left);
            });
    progress.accept(applied);
    progress.close();
  }

  private void show(Act.Show show) throws SQLException {
    Map<String, String> values = new LinkedHashMap<>();
    for (var query : show.queries().entrySet()) {
      try (Connection connection = play.connect(query.getKey())) {
        values.put(query.getKey(), value(connection, query.getValue()));
      }
    }
    stage.outcome(show.what(), values);
  }

  /** The columns of the one row, or a dash when there is none. */
  static String value(Connection connection, String query) throws SQLException {
    try (var statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      if (!row.next()) {
        return "–";
      }
      List<String> columns = new ArrayList<>();
      for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
        columns.add(String.valueOf(row.getString(i)));
      }
      return String.join(", ", columns);
    }
  }
}
