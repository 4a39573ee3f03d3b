package io.bactrian.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Commands about a partner as a whole. */
@Command(
    name = "partner",
    description = "Suspends, resumes, abandons or removes a partner.",
    mixinStandardHelpOptions = true,
    subcommands = {
      PartnerSuspend.class,
      PartnerResume.class,
      PartnerAbandon.class,
      PartnerRemove.class
    })
final class PartnerCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Name what to do: suspend, resume, abandon or remove.");
  }
}
