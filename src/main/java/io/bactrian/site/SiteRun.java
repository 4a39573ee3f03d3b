package io.bactrian.site;

import io.bactrian.config.SiteConfiguration;
import io.bactrian.problem.Problem;
import io.bactrian.problem.ProblemException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a site until it is stopped, and opens it anew within this process when {@code bactrian
 * install} asks for it: then other tables, columns, destinations, settings, mappings and rules are
 * in use. What is faulty is refused before the running site is closed. For one thread.
 */
public final class SiteRun {
  private static final Logger LOG = LoggerFactory.getLogger(SiteRun.class);
  private static final Duration LOOK = Duration.ofMillis(250);
  private static final Duration PAUSE = Duration.ofSeconds(5);

  private final SiteLock lock;
  private final Inspection inspection;
  private final Stop stop;
  private final Consumer<String> say;
  private Renewal renewal;
  private Site site;
  private Runner runner;

  /** Finds what keeps a site from running. */
  @FunctionalInterface
  public interface Inspection {
    /**
     * @return the faults of the folder and of the database, a sentence each
     * @throws UnreachableException when the database does not answer now and may later
     */
    List<String> faults(SiteConfiguration configuration);
  }

  /** Tells when to stop. */
  @FunctionalInterface
  public interface Stop {
    /** Waits until the site is to stop, at most this long; returns whether it is. */
    boolean await(Duration most) throws InterruptedException;
  }

  /**
   * @param lock on the site's folder, which the caller releases
   * @param say shows the operator a line
   */
  public SiteRun(SiteLock lock, Inspection inspection, Stop stop, Consumer<String> say) {
    this.lock = lock;
    this.inspection = inspection;
    this.stop = stop;
    this.say = say;
  }

  /**
   * Runs the site.
   *
   * @param sound checks the site before it starts, and throws what it finds; called again while a
   *     store does not answer
   * @throws ProblemException when the site can't be started
   */
  public void run(SiteConfiguration configuration, Runnable sound) throws InterruptedException {
    renewal = new Renewal(configuration);
    renewal.request().ifPresent(renewal::end); // everything is read now
    try {
      if (open(configuration, sound)) {
        say.accept("site " + site.id() + " runs; stop it with Ctrl-C");
      }
      while (runner != null && !stop.await(LOOK)) {
        Optional<String> request = renewal.request();
        if (request.isPresent() && takeOver()) {
          renewal.end(request.get());
        }
      }
    } finally {
      close();
    }
  }

  /**
   * Opens the site anew if what was changed is sound; otherwise it goes on as it is.
   *
   * @return false when it is to be tried again
   */
  private boolean takeOver() throws InterruptedException {
    SiteConfiguration old = site.configuration();
    SiteConfiguration changed;
    try {
      changed = SiteConfiguration.read(old.folder());
      List<String> faults = inspection.faults(changed);
      if (!faults.isEmpty()) {
        refuse(String.join("\n", faults) + "\n", null);
        return true;
      }
    } catch (UnreachableException e) {
      refuse(e.problem().text(), e);
      stop.await(PAUSE);
      return false;
    } catch (ProblemException e) {
      refuse(Problem.in(e).text(), e);
      return true;
    }
    reopen(old, changed);
    return true;
  }

  private void reopen(SiteConfiguration old, SiteConfiguration changed)
      throws InterruptedException {
    close();
    try {
      if (open(changed, () -> {})) {
        LOG.info("Site {} has taken over its changed tables and files.", site.id());
      }
    } catch (RuntimeException e) {
      close();
      LOG.warn("Site {} starts again as it was.", old.site().id());
      if (open(old, () -> {})) {
        refuse(Problem.in(e).text(), e);
      }
    }
  }

  private void refuse(String why, Throwable cause) {
    site.problems()
        .outages()
        .recordFailureOf(
            Renewal.OUTAGE,
            Problem.of("Site %s has not taken over what was changed: %s", site.id(), why)
                .follows("It goes on as before; nothing is lost.")
                .toDo("Correct it and run `bactrian install` again."),
            cause);
  }

  /** Returns false when stopped before both stores answered. */
  private boolean open(SiteConfiguration configuration, Runnable sound)
      throws InterruptedException {
    boolean reported = false;
    boolean stopped = stop.await(Duration.ZERO);
    while (!stopped) {
      try {
        sound.run();
        site = Site.open(configuration);
        runner = new Runner(site, Runner.Mode.BY_ITSELF, lock);
        runner.start();
        return true;
      } catch (UnreachableException e) {
        close();
        if (!reported) {
          say.accept(e.getMessage() + " It is tried again every " + PAUSE.toSeconds() + " s.");
        }
        reported = true;
      }
      stopped = stop.await(PAUSE);
    }
    return false;
  }

  private void close() {
    if (runner != null) {
      runner.close();
      runner = null;
    }
    if (site != null) {
      site.close();
      site = null;
    }
  }
}
