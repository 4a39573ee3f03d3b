package io.bactrian.cli;

import io.bactrian.site.Retry;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Ends the backoff of what is on hold or fails. */
@Command(
    name = "retry",
    description = {
      "Makes the running site read mappings, rules and schemas again and try at once what is on hold"
          + " or fails, and reports the result.",
      "Without it everything is tried again by itself, less and less often."
    },
    mixinStandardHelpOptions = true)
final class RetryCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Spec private CommandSpec spec;
  @Mixin private SiteOption site;

  @Parameters(
      arity = "0..1",
      paramLabel = "PARTNER",
      description = "Whose stream to this site; all when left out.")
  private String partner;

  @Override
  public Integer call() throws InterruptedException {
    Retry.Outcome outcome = new Retry(site.configuration()).ask(partner, PATIENCE);
    Screen out = Screen.out(spec);
    outcome.lines().forEach(out::say);
    out.flush();
    return (outcome.well() ? ExitCode.OK : ExitCode.FINDINGS).number();
  }
}
