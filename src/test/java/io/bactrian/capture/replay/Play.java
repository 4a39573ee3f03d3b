package io.bactrian.capture.replay;

import io.bactrian.changeset.Schema;
import io.bactrian.database.dialect.Finding;
import io.bactrian.problem.ProblemException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

/** Plays a history on a database, and finds out whether its log says what its tables say. */
final class Play {
  private static final int MOST_ROUNDS = 60;

  private static final String DEFERRABLE_KEYS =
      "select case when n.nspname = current_schema() then '' else n.nspname || '.' end || c.relname"
          + " from pg_constraint k join pg_class c on c.oid = k.conrelid"
          + " join pg_namespace n on n.oid = c.relnamespace"
          + " where k.contype = 'p' and k.condeferrable";

  private final Bench bench;
  private final History history;
  private final Story story = new Story();
  private final AtomicReference<FaultException> fault = new AtomicReference<>();
  private final Map<Long, Applied> applied = new HashMap<>();
  private final Replay replay;
  private final Site site;
  private final List<Application> applications = new ArrayList<>();
  private Partner partner;
  private List<Constraint> constraints = List.of();
  private String refused;
  private boolean altered;
  private int waits;

  Play(Bench bench, History history) {
    this.bench = bench;
    this.history = history;
    this.replay = new Replay(applied, history.excluded());
    this.site = new Site(bench, history, replay);
  }

  Outcome run() throws Exception {
    FaultException found = null;
    try {
      bench.reset();
      prepare();
      for (Step step : refused == null ? history.steps() : List.<Step>of()) {
        play(step);
        if (refused != null) {
          break;
        }
      }
      if (refused == null) {
        settle();
      }
    } catch (FaultException first) {
      found = first;
    }
    List<String> told = new ArrayList<>(story.lines());
    told.add("-- the log:");
    told.addAll(replay.told());
    return new Outcome(
        refused == null && !(found != null && asleep()) ? found : null,
        refused,
        replay.transactions,
        replay.entries(),
        waits,
        told);
  }

  private void prepare() throws Exception {
    for (Part part : history.schema()) {
      int line = story.begin(part.sql());
      try {
        Bench.execute(bench.monitor(), part.sql());
      } catch (SQLException invalid) {
        story.end(line, invalid.getMessage().lines().findFirst().orElse(""));
      }
    }
    install();
    bench.awaitQuiet();
    if (refused != null) {
      return;
    }
    refuse(site.faults());
    if (refused != null) {
      return;
    }
    for (Session session : bench.applications) {
      applications.add(new Application(applications.size(), session, bench.name(), story, fault));
    }
    partner =
        new Partner(
            bench,
            site,
            story,
            history.options().suppressedOrigin() != null,
            plainTables(),
            applied,
            fault);
    begin();
  }

  private void begin() throws SQLException {
    new Comparison(bench, site.now()).reload(replay);
    constraints = readConstraints();
    replay.keep(constraints);
    replay.defer(Set.copyOf(bench.texts(DEFERRABLE_KEYS)));
    altered = !site.now().tables().equals(site.schema().tables());
  }

  /** None where the application turns the checks off. */
  private List<Constraint> readConstraints() throws SQLException {
    boolean unchecked =
        history.steps().stream().anyMatch(step -> step.about().equals("replication role"));
    return unchecked ? List.of() : Constraint.read(bench.monitor());
  }

  /** Whether triggers lose their state, which {@code check} reports: what happens then is lost. */
  private boolean asleep() {
    return history.steps().stream()
        .anyMatch(step -> step.toString().contains("disable trigger all"));
  }

  private void refuse(List<Finding> faults) {
    if (!faults.isEmpty()) {
      refused =
          faults.stream()
              .map(finding -> finding.kind().name())
              .collect(Collectors.toCollection(TreeSet::new))
              .toString();
    }
  }

  /** Tables without triggers, rules and foreign keys. */
  private Set<String> plainTables() throws SQLException {
    Set<String> plain = new HashSet<>(site.schema().tables().keySet());
    if (!bench
        .texts(
            "select 1 from pg_trigger where not tgisinternal and tgname not like '%bactrian%'"
                + " union all select 1 from pg_rewrite where ev_class >= 16384 and rulename <> '_RETURN'"
                + " union all select 1 from pg_constraint where contype = 'f'")
        .isEmpty()) {
      plain.clear();
    }
    return plain;
  }

  private void play(Step step) throws Exception {
    if (step instanceof Step.Sql sql) {
      Application application = applications.get(sql.session());
      if (!application.isBusy()) {
        altered |= sql.about().startsWith("ddl");
        application.run(sql);
        quiet(application.isBusy());
      }
    } else if (step instanceof Step.Capture) {
      capture();
    } else if (step instanceof Step.Settle) {
      settle();
    } else if (step instanceof Step.Install) {
      if (!bench.installer.isBusy()) {
        install();
        quiet(false);
      }
    } else if (!bench.applier.isBusy()) {
      if (step instanceof Step.Apply apply) {
        partner.apply(apply.rows());
      } else if (step instanceof Step.EndApply end && partner.isActive()) {
        partner.end(end.commit());
      }
      quiet(false);
    }
  }

  private void quiet(boolean counted) throws Exception {
    bench.awaitQuiet();
    waits += (int) bench.all().stream().filter(Session::isBusy).count();
    FaultException found = fault.get();
    if (found != null && !(altered && found.fault() == Fault.APPLIER_FAILED)) {
      throw found;
    }
    fault.set(null);
  }

  private void install() {
    int line = story.begin("install");
    bench.installer.start(
        () -> {
          try {
            site.install();
            story.end(line, "ok");
          } catch (ProblemException refusal) {
            story.end(line, refusal.getMessage());
            refused = refusal.getClass().getSimpleName();
          } catch (SQLException failed) {
            story.end(line, failed.getMessage());
            if (!failed.getSQLState().startsWith("40")) {
              fault.compareAndSet(
                  null, new FaultException(Fault.INSTALL_FAILED, failed.getMessage()));
            }
          }
          return null;
        });
  }

  private void capture() throws Exception {
    if (bench.capture.isBusy()) {
      return;
    }
    if (altered) {
      constraints = constraints.stream().filter(readConstraints()::contains).toList();
      replay.keep(constraints);
    }
    int line = story.begin("capture");
    bench.capture.start(
        () -> {
          try {
            site.capture();
            story.end(line, "through " + replay.entries());
          } catch (FaultException found) {
            fault.compareAndSet(null, found);
          } catch (ProblemException stopped) {
            story.end(line, stopped.getMessage());
            if (site.isOfDroppedTable(stopped)) {
              refused = "dropped with changes that waited";
            } else {
              fault.compareAndSet(null, new FaultException(Fault.STOPPED, stopped.getMessage()));
            }
          }
          return null;
        });
    quiet(false);
  }

  /** Ends all transactions, captures, and compares. */
  private void settle() throws Exception {
    for (int round = 0; !endTransactions(); round++) {
      if (round == MOST_ROUNDS) {
        throw new FaultException(Fault.HANGS, "transactions do not end");
      }
      quiet(false);
    }
    if (refused != null) {
      return;
    }
    capture();
    Schema tables = altered ? site.now() : site.schema();
    if (tables == null) {
      refused = "altered to what is refused";
      return;
    }
    Comparison comparison = new Comparison(bench, tables);
    Set<String> excused = altered ? excused() : Set.of();
    FaultException difference = comparison.difference(replay, altered, excused);
    FaultException wrong = replay.wrong();
    if ((wrong != null || difference != null) && !altered && !site.faults().isEmpty()) {
      refused = site.faults().stream().map(Finding::kind).distinct().toList().toString();
      return;
    }
    if (wrong != null && excused.isEmpty()) {
      String end = difference == null ? "in the end the tables are equal" : difference.getMessage();
      throw new FaultException(wrong.fault(), wrong.getMessage() + "\n  in the end: " + end);
    }
    if (difference != null) {
      throw difference;
    }
    if (!site.isDrained()) {
      throw new FaultException(Fault.ROW_LACKING, "the outbox is not empty after capture");
    }
    if (altered) {
      begin();
    }
  }

  /** Tables that the product says it can't capture as they are now. */
  private Set<String> excused() throws SQLException {
    Set<String> tables = site.confirmed();
    site.faults().forEach(finding -> tables.add(finding.table()));
    return tables;
  }

  /** Whether all have ended. */
  private boolean endTransactions() throws Exception {
    boolean ended = true;
    for (Application application : applications) {
      if (application.isBusy()) {
        ended = false;
      } else if (application.isInTransaction()) {
        application.commit();
        ended = false;
      }
    }
    if (bench.applier.isBusy()) {
      ended = false;
    } else if (partner.isActive()) {
      partner.end(true);
      ended = false;
    }
    for (String prepared :
        bench.texts("select gid from pg_prepared_xacts where database = current_database()")) {
      Bench.execute(bench.monitor(), "commit prepared '" + prepared + "'");
      ended = false;
    }
    return ended && !bench.installer.isBusy();
  }
}
