package io.bactrian.site;

import io.bactrian.config.Role;
import io.bactrian.config.SiteConfiguration.Partner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.camel.Exchange;

/**
 * Exchanges with every partner by the site's routes until neither side has more, as far as known.
 */
public final class OneExchange {
  private static final String CAPTURE =
      "seda:capture-changes?waitForTaskToComplete=Always&timeout=0";

  private final Site site;
  private final Runner runner;

  /**
   * @param runner started, on demand
   */
  public OneExchange(Site site, Runner runner) {
    this.site = site;
    this.runner = runner;
  }

  /**
   * Runs it.
   *
   * @return what failed, a sentence each; empty when all went well
   */
  public List<String> run() throws Exception {
    List<String> failures = new ArrayList<>();
    capture(failures);
    load();
    for (Partner partner : site.configuration().partners()) {
      if (!partner.byHttp()) {
        byFiles(partner, failures);
      } else if (site.configuration().site().role() == Role.SPOKE) {
        byHttp(partner);
      }
    }
    failures.addAll(site.status().outages());
    return failures.stream().distinct().toList();
  }

  /** No schedule's error policy stands around it here. What is captured already still goes out. */
  private void capture(List<String> failures) {
    Exception failed = runner.send(CAPTURE, false).getException();
    if (failed != null) {
      failures.add("capture-changes: " + failed.getMessage());
    }
  }

  /** Tells partners the rows that they wait for. */
  private void load() {
    runner.send("direct:load-rows", false);
  }

  private void byHttp(Partner partner) {
    boolean more = true;
    while (more) {
      Exchange round = runner.send("direct:exchange-with-" + partner.id(), true);
      more =
          round.getProperty("sent", false, Boolean.class)
              || round.getProperty("arrived", false, Boolean.class);
      load();
      more &= site.status().outages().isEmpty();
    }
  }

  /** What has arrived is applied first, so that what is sent holds the answers. */
  private void byFiles(Partner partner, List<String> failures) throws Exception {
    Optional<Path> folder = Transport.folder(partner.source().orElseThrow());
    if (folder.isPresent()) {
      runner.runWhile(
          "receive-changesets-" + partner.id(),
          () -> holdsChangesets(folder.get()) && site.status().outages().isEmpty());
    }
    capture(failures);
    load();
    runner.send("direct:send-to-" + partner.id(), false);
  }

  private static boolean holdsChangesets(Path folder) {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.anyMatch(file -> file.toString().endsWith(Transport.SUFFIX));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Folder %s can't be read (%s). Nothing of it is applied; it is read again next time."
              .formatted(folder, e.getMessage()),
          e);
    }
  }
}
