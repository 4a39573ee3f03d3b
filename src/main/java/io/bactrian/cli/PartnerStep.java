package io.bactrian.cli;

import io.bactrian.config.SiteConfiguration;
import io.bactrian.problem.Problem;
import io.bactrian.site.PartnerCare;
import io.bactrian.site.Site;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * A command that says what it means for a partner and for the changelog, asks, and then acts. Not
 * thread-safe.
 */
abstract class PartnerStep implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private SiteOption site;

  @Parameters(paramLabel = "PARTNER", description = "Its id.")
  private String partner;

  @Option(names = "--yes", description = "Do it without asking.")
  private boolean yes;

  final String partner() {
    return partner;
  }

  @Override
  public final Integer call() {
    SiteConfiguration configuration = site.configuration();
    check(configuration);
    try (Site opened = Site.open(site.folder())) {
      PartnerCare care = opened.partnerCare();
      act(care, configuration);
    }
    return ExitCode.OK.number();
  }

  /** Throws what speaks against it in the settings alone. */
  abstract void check(SiteConfiguration configuration);

  abstract void act(PartnerCare care, SiteConfiguration configuration);

  /**
   * Says what it means, and asks.
   *
   * @param not what was not done, as "Not suspended; nothing was changed."
   * @throws io.bactrian.problem.ProblemException when the answer is not yes
   */
  final void requireYes(String meaning, String not) {
    if (yes) {
      say(meaning);
    } else if (!Question.of(meaning).yes()) {
      throw Problem.of("%s", not)
          .follows("%s", meaning)
          .toDo("If that is meant, say --yes.")
          .exception();
    }
  }

  final void say(String line) {
    Screen out = Screen.out(spec);
    out.say(line);
    out.flush();
  }
}
