package io.bactrian.cli;

import io.bactrian.site.Site;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Replays a decision. */
@Command(
    name = "explain",
    description = {
      "Replays the decision about a conflict: what was compared, which rule was chosen and why others"
          + " were not. Values may be confidential.",
      "It is replayed with the rules in use; where they have another version by now, that is said."
    },
    mixinStandardHelpOptions = true)
final class ConflictsExplain implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private SiteOption site;

  @Parameters(paramLabel = "ID", description = "From `conflicts list --all`.")
  private String id;

  @Override
  public Integer call() {
    try (Site opened = Site.open(site.folder())) {
      Screen out = Screen.out(spec);
      opened.decisions().explain(id).lines().forEach(out::say);
      out.flush();
    }
    return ExitCode.OK.number();
  }
}
