package io.bactrian.site;

import io.bactrian.config.SiteConfiguration;
import io.bactrian.config.SiteConfiguration.Partner;
import io.bactrian.monitor.Hold;
import io.bactrian.monitor.Outage;
import io.bactrian.problem.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** Asks a site that runs in another process to try at once what is on hold. For one thread. */
public final class Retry {
  private static final long LOOK = 50;

  private final SiteConfiguration configuration;
  private final SiteFolder folder;

  public Retry(SiteConfiguration configuration) {
    this.configuration = configuration;
    this.folder = new SiteFolder(configuration.folder());
  }

  /**
   * Outcome of a retry.
   *
   * @param lines to print
   * @param well nothing is on hold any more, and nothing failed
   */
  public record Outcome(List<String> lines, boolean well) {
    public Outcome {
      lines = List.copyOf(lines);
    }
  }

  /**
   * Sends the request and waits for the outcome.
   *
   * @param partner one, or null for all
   * @throws io.bactrian.problem.ProblemException when there is no such partner or the site does not
   *     run
   */
  public Outcome ask(String partner, Duration patience) throws InterruptedException {
    List<String> partners = partners(partner);
    if (!RunningState.read(folder).runs()) {
      throw Problem.of("Site %s does not run, so nothing was tried.", configuration.site().id())
          .toDo("What is on hold is tried when it starts: `bactrian run`, or `bactrian sync` once.")
          .exception();
    }
    Map<String, String> open = new TreeMap<>();
    for (String one : partners) {
      String id = UUID.randomUUID().toString();
      open.put(one, id);
      new RetryRequests(folder).place(one, id);
    }
    long deadline = System.nanoTime() + patience.toNanos();
    RunningState state = RunningState.read(folder);
    while (!state.answered().entrySet().containsAll(open.entrySet())
        && System.nanoTime() < deadline) {
      TimeUnit.MILLISECONDS.sleep(LOOK);
      state = RunningState.read(folder);
    }
    return outcome(open, state);
  }

  private List<String> partners(String partner) {
    List<String> all = configuration.partners().stream().map(Partner::id).toList();
    if (partner == null) {
      return all;
    }
    if (!all.contains(partner)) {
      throw Problem.of("`%s` is no partner of site %s.", partner, configuration.site().id())
          .follows("Nothing was tried.")
          .toDo("Its partners: %s.", String.join(", ", all))
          .exception();
    }
    return List.of(partner);
  }

  private static Outcome outcome(Map<String, String> asked, RunningState state) {
    List<String> lines = new ArrayList<>();
    boolean well = state.outages().isEmpty();
    for (Map.Entry<String, String> one : asked.entrySet()) {
      Hold hold = state.holds().get(one.getKey());
      boolean answered = one.getValue().equals(state.answered().get(one.getKey()));
      well &= answered && hold == null;
      lines.add(one.getKey() + ": " + line(hold, answered));
    }
    state.outages().stream().map(Outage::toString).map("fails: "::concat).forEach(lines::add);
    return new Outcome(lines, well);
  }

  private static String line(Hold hold, boolean answered) {
    if (!answered) {
      return "not tried yet; the site keeps trying, and `bactrian status` shows the result";
    }
    return hold == null ? "nothing is on hold" : "still on hold: " + hold.reason();
  }
}
