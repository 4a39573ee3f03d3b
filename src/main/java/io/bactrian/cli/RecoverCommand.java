package io.bactrian.cli;

import io.bactrian.config.SiteConfiguration;
import io.bactrian.problem.Problem;
import io.bactrian.problem.ProblemException;
import io.bactrian.recovery.Lost;
import io.bactrian.recovery.Recovery;
import io.bactrian.site.Site;
import io.bactrian.site.SiteLock;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Repairs a site of which something went back in time. */
@Command(
    name = "recover",
    description = {
      "Repairs a site whose database, changelog or both were restored from a backup, or that was"
          + " copied: makes the two agree, restarts the streams and has both sides send each other"
          + " their rows. Nothing that one side still has is lost.",
      "Run it at the site that went back in time, stopped; then start the site again."
    },
    mixinStandardHelpOptions = true)
final class RecoverCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private SiteOption site;

  @Option(
      names = "--lost",
      paramLabel = "WHAT",
      description =
          "What was restored: ${COMPLETION-CANDIDATES}. Default: what the two stores show.")
  private Lost lost;

  @Option(
      names = "--incarnation",
      paramLabel = "N",
      description =
          "Incarnation in which streams restart. Default: one that no recovery has used before, by"
              + " the clock.")
  private Long incarnation;

  @Override
  public Integer call() {
    SiteConfiguration configuration = site.configuration();
    Screen out = Screen.out(spec);
    try (SiteLock lock = SiteLock.take(configuration.folder());
        Site opened = Site.open(site.folder())) {
      Recovery recovery =
          opened.recovery(
              incarnation == null ? OptionalLong.empty() : OptionalLong.of(incarnation));
      Lost what = lost != null ? lost : recovery.found().orElseThrow(() -> unknown(opened.id()));
      recovery.run(what).forEach(out::say);
      out.line("site %s is ready: start it, and its partners do the rest", opened.id());
      out.flush();
      return ExitCode.OK.number();
    }
  }

  private static ProblemException unknown(String id) {
    return Problem.of(
            "Site %s: its database and its changelog agree, so that nothing here tells what went back in time.",
            id)
        .follows("Nothing was changed.")
        .toDo(
            "Say it: --lost database, changelog or both (both: also after a copy of the whole site has run).")
        .exception();
  }
}
