package io.bactrian.site;

import io.bactrian.config.SiteConfiguration;
import io.bactrian.file.OwnerOnly;
import io.bactrian.monitor.Outage;
import io.bactrian.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * The request to a running site, perhaps in another process, to take over its changed tables and
 * files: a file in its folder, which the site deletes when it has done so or refused to. Stateless.
 */
public final class Renewal {
  /** Name of the outage when a running site can't take over what was changed. */
  static final String OUTAGE = "take-over-changes";

  private static final long LOOK = 50;

  private final SiteConfiguration configuration;
  private final SiteFolder folder;
  private final Path file;

  public Renewal(SiteConfiguration configuration) {
    this.configuration = configuration;
    folder = new SiteFolder(configuration.folder());
    file = folder.renewal();
  }

  /**
   * Outcome of a request.
   *
   * @param line to print
   * @param well whether the running site has taken the changes over
   */
  public record Outcome(String line, boolean well) {}

  /**
   * Asks the site and waits for the outcome.
   *
   * @return empty when the site does not run; it reads everything when it starts
   */
  public Optional<Outcome> ask(Duration patience) throws InterruptedException {
    if (!RunningState.read(folder).runs()) {
      return Optional.empty();
    }
    String id = UUID.randomUUID().toString();
    try {
      OwnerOnly.write(file, id);
    } catch (IOException e) {
      throw Problem.of(
              "The running site could not be asked to take over the changes: %s was not written (%s).",
              file, e.getMessage())
          .follows("The triggers are in place; the running site goes on as before.")
          .toDo("Check the folder's permissions and the disk, and run it again.")
          .exception(e);
    }
    long deadline = System.nanoTime() + patience.toNanos();
    while (isOpen(id) && System.nanoTime() < deadline) {
      TimeUnit.MILLISECONDS.sleep(LOOK);
    }
    return Optional.of(outcome(isOpen(id)));
  }

  private boolean isOpen(String id) {
    return request().filter(id::equals).isPresent();
  }

  private Outcome outcome(boolean open) {
    String site = configuration.site().id();
    if (open) {
      return new Outcome(
          "site %s has not taken the changes over yet; it does so by itself, and `bactrian status` shows what fails. If `bactrian demo` or an old version runs it, start it again"
              .formatted(site),
          false);
    }
    return RunningState.read(folder).outages().stream()
        .filter(outage -> outage.route().equals(OUTAGE))
        .map(Outage::problem)
        .map(problem -> new Outcome(problem.text(), false))
        .findFirst()
        .orElseGet(
            () -> new Outcome("the running site " + site + " has taken the changes over", true));
  }

  /** The id of the request that is open, if one is. */
  Optional<String> request() {
    try {
      return Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
    } catch (IOException e) { // it is being replaced
      return Optional.empty();
    }
  }

  /** Ends the request, unless a later one has taken its place. */
  void end(String id) {
    try {
      if (isOpen(id)) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw Problem.of("%s can't be removed (%s).", file, e.getMessage())
          .follows("The site would take over its changes again and again.")
          .toDo("Check the folder's permissions.")
          .exception(e);
    }
  }
}
